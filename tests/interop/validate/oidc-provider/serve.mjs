// panva oidc-provider with the two pages that the library leaves to the application: login and consent.
//
// Usage: node serve.mjs PORT CALLBACK
//
// One confidential client, alice and bob; everything else is the library's default. GET /state lists what a run may have left:
// the clients and the grants.

import { generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const [port, callback] = process.argv.slice(2)
const USERS = new Map([
  ['alice', 'wonderland-1'],
  ['bob', 'builder-22'],
])
const CLIENT = {
  client_id: 'test-consumer',
  client_secret: 'test-consumer-secret',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token'],
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const provider = new Provider(`http://localhost:${port}`, {
  clients: [CLIENT],
  claims: { openid: ['sub'], email: ['email'] },
  cookies: { keys: ['for tests only'] },
  features: { devInteractions: { enabled: false }, introspection: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com` }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
  ttl: { Session: 3600, Grant: 3600, Interaction: 600, IdToken: 3600, RefreshToken: 3600 },
})

const left = { clients: new Set([CLIENT.client_id]), grants: new Set() }
provider.on('registration_create.success', (_, client) => left.clients.add(client.clientId))
provider.on('registration_delete.success', (_, client) => left.clients.delete(client.clientId))
provider.on('grant.saved', (grant) => left.grants.add(`${grant.accountId} ${grant.clientId}`))

const endpoints = provider.callback()
createServer((request, response) => {
  if (request.url === '/') return show(response, '<!doctype html><title>Provider</title><h1>Provider</h1>')
  if (request.url === '/state') {
    return response.end(JSON.stringify({ clients: [...left.clients].sort(), grants: [...left.grants].sort() }))
  }
  return request.url.startsWith('/interaction/') ? interact(request, response) : endpoints(request, response)
}).listen(Number(port), '127.0.0.1')

async function interact(request, response) {
  try {
    const details = await provider.interactionDetails(request, response)
    if (request.method === 'GET') return show(response, PAGES[details.prompt.name](details.uid))
    const fields = new URLSearchParams(await bodyOf(request))
    if (!request.url.endsWith('/login')) {
      const result = await consent(details, fields)
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
    }
    const name = fields.get('username')
    if (!knows(name, fields.get('password'))) return show(response, PAGES.login(details.uid, 'Wrong user name or password.'))
    await provider.interactionFinished(request, response, { login: { accountId: name } })
  } catch (error) {
    show(response, `<!doctype html><title>Error</title><p>${error.name}</p>`, 400)
  }
}

function knows(name, password) {
  const expected = Buffer.from(USERS.get(name) ?? '')
  const given = Buffer.from(password ?? '')
  return expected.length > 0 && expected.length === given.length && timingSafeEqual(expected, given)
}

async function consent({ params, prompt, session }, fields) {
  if (!fields.has('allow')) return { error: 'access_denied' }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(prompt.details.missingOIDCScope?.join(' ') ?? '')
  return { consent: { grantId: await grant.save() } }
}

const PAGES = {
  login: (id, problem = '') => `<!doctype html><html lang="en"><title>Log in</title><h1>Log in</h1><p>${problem}</p>
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
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-frame-options': 'DENY' }
  response.writeHead(status, headers).end(page)
}

async function bodyOf(request) {
  let text = ''
  for await (const piece of request) text += piece
  return text
}
