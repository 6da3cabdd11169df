// panva oidc-provider with two custom pages: the peer with which the reference provider's speed is compared.
//
// Usage: node serve.mjs [PORT]
//
// Listens on 127.0.0.1, and prints its URL as the first line. User, client and callback are the same as for the reference
// provider. A sign-in, from a browser without cookies, is:
//
//   GET  /auth?…                       -> 303 /interaction/ID          any parameters of OpenID Connect, PKCE included
//   GET  /interaction/ID               -> 200 a form                   username, password
//   POST /interaction/ID/login         -> 303 /auth/ID -> 303 /interaction/ID
//   GET  /interaction/ID               -> 200 a form                   allow
//   POST /interaction/ID/consent       -> 303 /auth/ID -> 303 the callback, with the code
//   POST /token                        -> 200 access token, ID token (RS256) if the scope has openid

import { generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const USERS = new Map([['alice', { password: 'wonderland-1', email: 'alice@example.com' }]])
const CLIENT = {
  client_id: 'test-consumer',
  client_secret: 'test-consumer-secret',
  redirect_uris: ['http://localhost:8001/accounts/testprovider/login/callback/'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
}

const server = createServer()
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
const provider = providerAt(`http://127.0.0.1:${server.address().port}`)
const endpoints = provider.callback()
server.on('request', (request, response) =>
  request.url.startsWith('/interaction/') ? interact(request, response) : endpoints(request, response),
)
console.log(`oidc-provider at ${provider.issuer} (Ctrl-C stops it)`)

/** In memory, like the reference provider; everything else is the library's default. */
function providerAt(issuer) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return new Provider(issuer, {
    clients: [CLIENT],
    claims: { openid: ['sub'], email: ['email'] },
    cookies: { keys: ['of this benchmark'] },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: USERS.get(id).email }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    ttl: { Session: 3600, Grant: 3600, Interaction: 600, IdToken: 3600, RefreshToken: 3600 },
  })
}

/** The pages that the library leaves to the application: login and consent. */
async function interact(request, response) {
  try {
    const details = await provider.interactionDetails(request, response)
    if (request.method === 'GET') return show(response, PAGES[details.prompt.name](details.uid))
    const fields = new URLSearchParams(await bodyOf(request))
    const result = request.url.endsWith('/login') ? logIn(fields) : await consent(details, fields)
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
  } catch (error) {
    show(response, `<!doctype html><title>Error</title><p>${error.name}</p>`, 400)
  }
}

function logIn(fields) {
  const name = fields.get('username')
  const expected = Buffer.from(USERS.get(name)?.password ?? '')
  const given = Buffer.from(fields.get('password') ?? '')
  const right = expected.length > 0 && expected.length === given.length && timingSafeEqual(expected, given)
  return right ? { login: { accountId: name } } : { error: 'access_denied' }
}

async function consent({ params, prompt, session }, fields) {
  if (!fields.has('allow')) return { error: 'access_denied' }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(' ') ?? '')
  return { consent: { grantId: await grant.save() } }
}

const PAGES = {
  login: (id) => `<!doctype html><html lang="en"><title>Log in</title><h1>Log in</h1>
<form method="post" action="/interaction/${id}/login">
  <label for="username">User name</label> <input id="username" name="username" type="text" required>
  <label for="password">Password</label> <input id="password" name="password" type="password" required>
  <button type="submit">Log in</button>
</form></html>`,
  consent: (id) => `<!doctype html><html lang="en"><title>Authorize Test Consumer?</title><h1>Authorize Test Consumer?</h1>
<form method="post" action="/interaction/${id}/consent">
  <input type="submit" value="Cancel">
  <input type="submit" name="allow" value="Authorize">
</form></html>`,
}

function show(response, page, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page)
}

async function bodyOf(request) {
  let text = ''
  for await (const piece of request) text += piece
  return text
}
