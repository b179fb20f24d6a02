"""The domain: case file, identities, people and access, clocks, meetings, letters. Knows nothing of BPMN or HTTP."""
