"""Gateways of the tests: what a definition can take from an answer, they take."""

READ = {
    "message": ["answer.message"],
    "ok": "answer.success ?? true",
    "balances": [
        {"id": "main", "scope": "account", "kind": "money", "currency_from": "me.data.unit",
         "remaining": "me.data.quota / 500000", "used": "kept.data.used_quota"},
        {"each": "me.data.rows", "id": "{item.id}", "name": "{item.name}", "scope": "key",
         "kind": "money", "currency": "USD", "remaining": "item.left"}],
    "details": {"user": "me.data.username", "group": "me.data.group", "kept": "kept.data.username"},
}


def make(name, origin, **more):
    """It keeps what it reads of the second request."""
    return {"id": name, "name": name, "base_url": origin, **READ,
            "requests": {"me": {"path": "/me"},
                         "kept": {"path": "/kept", "optional": True, "cache_s": 86400}}, **more}
