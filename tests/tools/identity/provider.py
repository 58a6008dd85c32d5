"""A provider of OpenID Connect of another make: Authlib on Flask, with keys of elliptic curves. Says where it listens.

provider.py REDIRECT_URI. Whoever comes to /authorize?login=NAME+group+group signs in by that, without asking.
"""

import sys
import time

from authlib.jose import JsonWebKey
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core import UserInfo, grants as oidc
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

REDIRECT = sys.argv[1]
AUDIENCE = "https://karte.test/"
KEY = JsonWebKey.generate_key("EC", "P-256", {"kid": "ec-1", "use": "sig", "alg": "ES256"}, is_private=True)
CODES: dict[str, "Code"] = {}

app = Flask(__name__)
server = make_server("127.0.0.1", 0, app, threaded=True)
ISSUER = f"http://127.0.0.1:{server.port}"


class Client(ClientMixin):
    def __init__(self, name: str, secret: str, kinds: set[str], scope: str):
        self.client_id, self.secret, self.kinds, self.scope = name, secret, kinds, scope

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return REDIRECT

    def get_allowed_scope(self, scope):
        return " ".join(word for word in scope.split() if word in self.scope.split())

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == REDIRECT

    def check_client_secret(self, client_secret):
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in self.kinds


CLIENTS = {
    "tragweite": Client("tragweite", "a secret: with = signs+", {"authorization_code"}, "openid profile"),
    "kfz": Client("kfz", "kfz-secret", {"client_credentials"}, "map:read"),
}


class Person:
    def __init__(self, login: str):
        self.name, *self.groups = login.split()

    def get_user_id(self):
        return self.name


class Code(AuthorizationCodeMixin):
    def __init__(self, code, asked, person):
        self.code, self.person, self.data = code, person, asked.payload.data
        self.client_id = asked.payload.client_id
        self.code_challenge = self.data.get("code_challenge")
        self.code_challenge_method = self.data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.data.get("redirect_uri")

    def get_scope(self):
        return self.data.get("scope")

    def get_nonce(self):
        return self.data.get("nonce")

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]

    def save_authorization_code(self, code, request):
        CODES[code] = Code(code, request, request.user)

    def query_authorization_code(self, code, client):
        found = CODES.get(code)
        return found if found and found.client_id == client.client_id else None

    def delete_authorization_code(self, authorization_code):
        CODES.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code):
        return authorization_code.person


class OpenIDCode(oidc.OpenIDCode):
    def exists_nonce(self, nonce, request):
        return False

    def get_jwt_config(self, grant):
        return {"key": KEY.as_dict(is_private=True), "alg": "ES256", "iss": ISSUER, "exp": 300}

    def generate_user_info(self, user, scope):
        return UserInfo(sub=user.name, name=f"Herr {user.name}", groups=user.groups)


class Machines(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]


class AccessTokens(JWTBearerTokenGenerator):
    def get_jwks(self):
        return {"keys": [KEY.as_dict(is_private=True)]}

    def get_audiences(self, client, user, scope):
        return [AUDIENCE]


app.config["OAUTH2_SCOPES_SUPPORTED"] = None
oauth = AuthorizationServer(app, query_client=CLIENTS.get, save_token=lambda token, request: None)
oauth.register_grant(CodeGrant, [OpenIDCode(require_nonce=True), CodeChallenge(required=True)])
oauth.register_grant(Machines)
oauth.register_token_generator("default", AccessTokens(issuer=ISSUER, alg="ES256"))


@app.get("/.well-known/openid-configuration")
def discovery():
    return jsonify(
        issuer=ISSUER,
        authorization_endpoint=f"{ISSUER}/authorize",
        token_endpoint=f"{ISSUER}/token",
        jwks_uri=f"{ISSUER}/keys",
        response_types_supported=["code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["ES256"],
        token_endpoint_auth_methods_supported=["client_secret_post"],
    )


@app.get("/keys")
def keys():
    # Others are there, too: not for signatures, by a shared secret, and of a kind that nobody knows.
    other = [{"kty": "oct", "k": "AAAA", "kid": "ec-1"}, {"kty": "new", "kid": "x"}]
    return jsonify(keys=[*other, KEY.as_dict(is_private=False)])


@app.get("/authorize")
def authorize():
    return oauth.create_authorization_response(grant_user=Person(request.args["login"]))


@app.post("/token")
def token():
    return oauth.create_token_response()


print(f"listens at {ISSUER}", flush=True)
server.serve_forever()
