"""Put the JSON-LD context of RO-Crate 1.1 into the validator's cache, so that it needs no network.

python keep_context.py CACHE, run by the Python of `make checkers`.
"""

import io
import json
import sys
from importlib.resources import files

import requests
from requests.adapters import BaseAdapter
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class FromPackage(BaseAdapter):
    """Answers with the context that the package `rocrate` holds, whatever the address."""

    def send(self, request, **_):
        content = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        assert json.loads(content)["@id"] == CONTEXT
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, request.url, request
        answer.headers["Content-Type"] = "application/ld+json"
        answer.raw = requests.packages.urllib3.HTTPResponse(
            io.BytesIO(content), status=200, headers=answer.headers, preload_content=False
        )
        return answer

    def close(self):
        pass


requester = HttpRequester.initialize_cache(cache_max_age=-1, cache_path=sys.argv[1])
requester.session.mount(CONTEXT, FromPackage())
requester.get(CONTEXT, headers={"Accept": "application/ld+json, application/json"})
