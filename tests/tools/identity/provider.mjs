// A provider of OpenID Connect on this machine: the certified package `oidc-provider`. Says where it listens.
//
// node provider.mjs REDIRECT_URI POST_LOGOUT_URI. Any login and password are taken. For tests, below /test:
//   PUT people {"anna": ["group"]}   the groups that are told of somebody
//   PUT forge {"how": ..., "claims": {...}}   ID tokens are altered from now on; {} = not
//   POST sign {"how": ..., "header": {...}, "claims": {...}}   a token as text
//   PUT away, DELETE away   nothing is answered any more, or again
// how: own (the right key), other (another one under its name), none (no signature), hmac (the public key as a secret).
import { createServer } from "node:http";
import { CompactSign, base64url, decodeJwt, exportJWK, exportSPKI, generateKeyPair } from "jose";
import Provider, { errors } from "oidc-provider";

const [redirect, after] = process.argv.slice(2);
const audience = "https://karte.test/";
const [own, other] = [await generateKeyPair("RS256", { extractable: true }), await generateKeyPair("RS256")];
const people = new Map();
let handle;
let away = false;
let forge = {};

async function sign({ how = "own", header = {}, claims }) {
  const head = { alg: "RS256", typ: "JWT", kid: "rsa-1", ...header };
  const body = JSON.stringify(claims);
  if (how === "none") return `${base64url.encode(JSON.stringify({ ...head, alg: "none" }))}.${base64url.encode(body)}.`;
  const hmac = how === "hmac";
  const key = hmac ? new TextEncoder().encode(await exportSPKI(own.publicKey)) : (how === "other" ? other : own).privateKey;
  const protectedHeader = { ...head, alg: hmac ? "HS256" : "RS256" };
  return new CompactSign(new TextEncoder().encode(body)).setProtectedHeader(protectedHeader).sign(key, { crit: { x: true } });
}

async function asked(request, response) {
  const what = `${request.method} ${request.url}`;
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = JSON.parse(Buffer.concat(parts).toString() || "{}");
  if (what === "PUT /test/people") Object.entries(body).forEach(([name, groups]) => people.set(name, groups));
  if (what === "PUT /test/forge") forge = body;
  if (what.endsWith("/test/away")) away = request.method === "PUT";
  response.end(what === "POST /test/sign" ? await sign(body) : "");
}

const server = createServer((request, response) => {
  if (request.url.startsWith("/test/")) return asked(request, response);
  return away ? request.socket.destroy() : handle(request, response);
});
await new Promise((ready) => server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...(await exportJWK(own.privateKey)), kid: "rsa-1", use: "sig", alg: "RS256" }] },
  clients: [
    {
      client_id: "tragweite",
      client_secret: "a secret: with = signs+",
      redirect_uris: [redirect],
      post_logout_redirect_uris: [after],
    },
    {
      client_id: "kfz",
      client_secret: "kfz-secret",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      scope: "map:read map:write",
    },
  ],
  scopes: ["openid", "map:read", "map:write"],
  // Groups are told by userinfo only, as this provider does it of its own accord.
  claims: { openid: ["sub"], profile: ["name", "groups"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: `Frau ${id}`, groups: people.get(id) ?? [] }),
  }),
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => {
        if (resource !== audience && resource !== "https://other.test/") throw new errors.InvalidTarget();
        const jwt = { sign: { alg: "RS256" } };
        return { scope: "map:read map:write", audience: resource, accessTokenFormat: "jwt", accessTokenTTL: 300, jwt };
      },
    },
  },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
});
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/token" && ctx.body?.id_token && forge.claims) {
    ctx.body.id_token = await sign({ ...forge, claims: { ...decodeJwt(ctx.body.id_token), ...forge.claims } });
  }
});
provider.on("server_error", (_, error) => console.log("failed", error));
handle = provider.callback();
console.log(`listens at ${issuer}`);
