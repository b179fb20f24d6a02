"""Names that are often written for one another: short forms, and spellings of a name from another script.

Each line is one name with its other forms; a word may stand in several. It is our own list of what is common in
England, kept short on purpose: whoever misses a form adds a word here, and tokens are written anew (SCHEME).
"""

from collections.abc import Mapping

_LISTED = """
abdallah abdullah abdulla abdulah
abigail abby abbie gail
adam adem adas
agnieszka agnes aga
ahmed ahmad ahmet achmed
aisha ayesha aysha aicha aishah
alan allan allen
aleksander alexander alex alec alastair alasdair sandy sasha olek iskander sikander
aleksandra alexandra alex alexa lexi sandra sandy sasha ola
ali aly
alice alicia ally
alina ala
alison ally allison
amelia amy millie milly
amir ameer emir
andrew andy drew andrzej andrei andrey
anna ann anne annie anya ania hannah hanna
anthony antony tony
barbara barb babs basia
benjamin ben benny benji
bethany beth bethan
bogdan bohdan
caroline carolyn carrie karolina
catherine katherine kathryn catharine katharine kate katie katy kat kathy cathy kitty katarzyna kasia ekaterina katya
charles charlie charley chuck karol
charlotte charlie lottie lotte
christina kristina christine kirsty chrissie tina krystyna krysia
christopher chris kit krzysztof krzys krzysiek
daniel dan danny daniil danylo
daniela danielle dani danni
david dave davy dawid dawud dawood daud
deborah debbie deb debra
dmitri dmitry dmytro dima
dominic dominick dom dominik
dorothy dot dotty dorota
edward ed eddie ted teddy ned edek
elizabeth elisabeth liz lizzie lizzy beth betty bess libby eliza elsie lisa elspeth elzbieta ela
ellen ellie nell helen helena eleanor elena olena
emily em emmie millie milly emilia
emma em emmy
ethan eitan
eve eva ewa evie
fatima fatimah fatma fathima
florence flo flossie florrie
frances fran francesca franny frankie
francis frank frankie franek franciszek
gabriel gabe gabrys
gabriella gabrielle gabby gabi
george georgie jerzy yuri jurek gheorghe
georgina georgia georgie
grace gracie
gregory greg grzegorz grzes
harold harry
harriet hattie harry
hassan hasan
henry harry hal hank henryk
hussain hussein husain hussein husayn hossain hosein
ian iain
ibrahim ebrahim abraham abe ibraheem
ioan ion john jan jonny johnny jack jon jasiek
isaac ishaq ike izaak
isabella isabel isabelle isobel bella izzy ella izabela
ishmael ismail ismael ismaeel
jacob jake jakub kuba yaqub yakub
jacqueline jackie jacqui
james jim jimmy jamie
jasmine yasmin yasmine jasmin yasmeen
jennifer jen jenny jennie
jessica jess jessie
joanna joanne jo asia joasia
jonathan jon jonny jonathon
joseph joe joey jozef josef yusuf yousuf yusef yousef yousaf yusuf jusuf
joshua josh
julia julie jules
kayleigh kayley kaylee kaleigh
kazimierz kazik casimir
kenneth ken kenny
khadija khadijah khadeeja hatice
kimberly kimberley kim
laila layla leila leyla lyla
lawrence laurence larry laurie wawrzyniec
leonard leo len lenny
lewis louis lou louie ludwik
louise lou lulu luiza
lucas luke lukasz luka
lucy lucie lucja lucinda
maciej macius matthias matthew matt matty mateusz matei matej
maisie margaret maggie meg megan peggy greta malgorzata gosia rita marge margery daisy
magdalena magda maddy
madeleine madeline maddie maddy
malik maalik malick
mariam maryam miriam mary maria marie molly polly maisie marysia mariia
martin marty marcin
maxim maksym maxime max maksim
maximilian max
melissa mel lissa
michael mike mick micky mickey mikey michal mikhail mykhailo mihai misha michael
mohammed muhammad mohammad mohamed muhammed mohamad muhamed mohamud mahomed mehmet mohd md mo
mustafa mustapha mostafa
nadia nadya nadja
natalie nathalie natalia natasha nat tasha
nathaniel nathan nate nat
nicholas nick nicky nicolas nikolai mikolaj nico klaus mykola
nicola nicole nicky nikki
noor nur noora nour
oksana xenia ksenia
oliver ollie olly
olivia liv livvy olly
omar umar omer
oscar oskar
pamela pam
patricia pat patsy trish tricia patrycja
patrick pat paddy patryk padraig
paul pawel pavel pavlo
penelope penny
peter pete piotr petr petro petru
philip phillip phil filip
piers pierce
priyanka priya
rachel rachael rae raquel
rashid rasheed raschid
rebecca becky bex becca rebekah
richard rick ricky rich richie dick ryszard rysiek
robert rob robbie bob bobby bert
ronald ron ronnie
rose rosie rosa roza
saeed said sayeed saeid
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
serena rena
sergei sergey serhiy sergiu
shaikh sheikh sheik shaykh
siobhan shivaun chevonne
sofia sophia sophie zofia zosia sofiya
stanislaw stan staszek stanislav
stephanie steph stefania
stephen steven steve stevie stefan szczepan stephan
susan sue susie suzanne zuzanna zuza zuzia
syed sayed sayyid sayid said syeed
teresa theresa terry tess tessa
terence terry
theodore theo ted teddy fedir
thomas tom tommy tomasz tomek
timothy tim timmy
tobias toby tobiasz
valentina valya tina
veronica veronika ronnie weronika
victor viktor vic wiktor
victoria vicky vicki tori viktoria wiktoria
vincent vince vinny wincenty
vladimir volodymyr wlodzimierz vlad vova wladimir
wasim waseem wassim
wojciech wojtek adalbert
william will bill billy willie liam wilhelm
yahya yahia yehia
yakov yasha
yevgeny evgeny eugene gene eugeniusz yevhen
zachary zach zack zak zakaria zakariya zechariah
zainab zaynab zeinab zaineb
zara zahra zehra zahara
zoe zoey zoya
"""


def _read(listed: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in listed.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(word, set()).add(words[0])
    return {word: frozenset(heads) for word, heads in found.items()}


_HEADS: Mapping[str, frozenset[str]] = _read(_LISTED)


def of(word: str) -> frozenset[str]:
    """The names of which a word of small letters is a form: two words that share one are written for one another."""
    return _HEADS.get(word, frozenset())
