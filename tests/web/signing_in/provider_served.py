"""A real OpenID Connect provider on a port of its own: Authlib's server, which asks for PKCE and signs what it says.

It signs anybody in whose subject is in its address, and can be told to say something untrue, to see who notices.
"""

import json
import time
import uuid
from base64 import urlsafe_b64encode as b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from werkzeug.serving import make_server

from foundation.config_sign_in import GroupRole
from tests.chromium import _Quiet

CLIENT_ID, CLIENT_SECRET = "cspr-of-the-tests", "an invented secret of the tests"

GROUPS = (
    GroupRole("office-of-leicester", "business_office", "LEI", None),
    GroupRole("police-leads", "agency_lead", "LEI", "Leicestershire Police"),
    GroupRole("owners", "process_owner", None, None),
    GroupRole("nowhere", "business_office", "XYZ", None),
)
ONA = {"name": "Ona Testcase", "email": "ona@cspr.example", "email_verified": True, "tid": "leicester"}


@dataclass
class Code:
    """One authorization code and what it was given for."""

    code: str
    redirect_uri: str
    scope: str
    subject: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str]:
        return ["pwd", "mfa"]


class Client(ClientMixin):  # type: ignore[misc]
    """Ours, the only one there is."""

    def __init__(self, provider: "Served") -> None:
        self.provider = provider

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.provider.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.provider.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Served:
    """What the provider knows and says; `lies` go into the token in place of what is true."""

    issuer: str = ""
    redirect_uri: str = ""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    forger: Any = None
    codes: dict[str, Code] = field(default_factory=dict)
    seen: list[dict[str, str]] = field(default_factory=list)
    keys_asked: int = 0

    def logout_token(self, now: int, header: dict[str, Any] | None = None, key: Any = None, **lies: Any) -> str:
        """A token that ends sessions here, true at `now` but for `header` and `lies`; None leaves a claim out."""
        true = {
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "jti": str(uuid.uuid4()),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sub": "ona",
        }  # fmt: skip
        claims = {name: value for name, value in {**true, **lies}.items() if value is not None}
        head = {"alg": "RS256", "kid": "one", "typ": "logout+jwt", **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        if head["alg"] == "none":
            return _unsigned(claims, head)
        return str(jwt.encode(head, claims, key or self.key, [head["alg"]]))

    def says(self) -> dict[str, Any]:
        """The metadata."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.metadata,
        }


def _grant(served: Served) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            payload = asked.payload
            data = payload.data
            served.codes[code] = Code(
                code, payload.redirect_uri, payload.scope, asked.user, data.get("nonce"),
                data["code_challenge"], data["code_challenge_method"],
            )  # fmt: skip

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return served.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del served.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.subject

    return Grant


def _token(served: Served) -> OpenIDCode:
    class Token(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return any(code.nonce == nonce for code in served.codes.values())

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo(sub=user, **served.people[user])

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return served.key

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": served.issuer, "aud": [client.get_client_id()]}

    return Token()


def _unsigned(claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    parts = (header or {"alg": "none", "kid": "one"}, claims)
    return ".".join(b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts) + "."


def _app(served: Served) -> Flask:
    app = Flask("provider")
    app.config["SECRET_KEY"] = "of the tests"
    client = Client(served)
    server = AuthorizationServer(
        app, query_client=lambda client_id: client if client_id == CLIENT_ID else None, save_token=lambda *_: None
    )
    server.register_grant(_grant(served), [_token(served), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Any:
        return jsonify(served.says())

    @app.get("/keys")
    def keys() -> Any:
        served.keys_asked += 1
        return jsonify(KeySet([served.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        served.seen.append(request.args.to_dict())
        who = request.args["login_hint"]
        grant = server.get_consent_grant(end_user=who)
        return server.create_authorization_response(grant=grant, grant_user=who)

    @app.post("/token")
    def token() -> Any:
        answer = server.create_token_response()
        if answer.status_code == 200 and (served.lies or served.forger):
            content = answer.get_json()
            read = jwt.decode(content["id_token"], served.key)
            claims = {name: value for name, value in {**read.claims, **served.lies}.items() if value is not None}
            key, algorithm = served.forger or (served.key, "RS256")
            header = {"alg": algorithm, "kid": "one"}
            content["id_token"] = (
                _unsigned(claims) if algorithm == "none" else jwt.encode(header, claims, key, [algorithm])
            )
            return jsonify(content)
        return answer

    return app


@contextmanager
def running() -> Iterator[Served]:
    """The provider on its port."""
    served = Served()
    server = make_server("127.0.0.1", 0, _app(served), threaded=True, request_handler=_Quiet)
    served.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    thread.join()


def known_secret() -> OctKey:
    """A key made of the client's own secret, with which only a weak check would be satisfied."""
    return OctKey.import_key(CLIENT_SECRET)
