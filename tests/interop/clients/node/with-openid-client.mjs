// openid-client 6: discovery returns a configuration, which every other call takes.

import * as oidc from 'openid-client'
import { approveDevice, authorize } from './browser.mjs'
import { serve } from './program.mjs'

async function code(issuer, client, user) {
  const { config, tokens } = await signedIn(issuer, client, user, 'read')
  return profile(config, tokens)
}

async function refresh(issuer, client, user) {
  const { config, tokens } = await signedIn(issuer, client, user, 'read')
  return profile(config, await oidc.refreshTokenGrant(config, tokens.refresh_token))
}

async function clientCredentials(issuer, client) {
  const config = await discovered(issuer, client)
  const { token_type } = await oidc.clientCredentialsGrant(config, { scope: 'read' })
  return { token_type }
}

async function device(issuer, client, user) {
  const config = await discovered(issuer, client)
  const deviceAuthorization = await oidc.initiateDeviceAuthorization(config, { scope: 'read' })
  await approveDevice(deviceAuthorization.verification_uri_complete, user)
  return profile(config, await oidc.pollDeviceAuthorizationGrant(config, { ...deviceAuthorization, interval: 0 }))
}

async function introspection(issuer, client, user) {
  const { config, tokens } = await signedIn(issuer, client, user, 'read')
  const { active, client_id } = await oidc.tokenIntrospection(config, tokens.access_token)
  return { active, client_id }
}

async function revocation(issuer, client, user) {
  const { config, tokens } = await signedIn(issuer, client, user, 'read')
  await oidc.tokenRevocation(config, tokens.access_token)
  return { revoked: 200, ...(await profile(config, tokens)) }
}

async function idToken(issuer, client, user) {
  const { tokens } = await signedIn(issuer, client, user, 'openid email')
  return { id_token: tokens.claims().sub }
}

async function userinfo(issuer, client, user) {
  const { config, tokens } = await signedIn(issuer, client, user, 'openid email')
  const { sub } = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
  return { userinfo: sub }
}

async function signedIn(issuer, client, user, scope) {
  const config = await discovered(issuer, client)
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const expectedState = oidc.randomState()
  const expectedNonce = scope.includes('openid') ? oidc.randomNonce() : undefined
  const request = oidc.buildAuthorizationUrl(config, {
    redirect_uri: client.redirect_uri,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    ...(expectedNonce && { nonce: expectedNonce }),
  })
  const callback = await authorize(request, user, client.redirect_uri)
  const tokens = await oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState, expectedNonce })
  return { config, tokens }
}

function discovered(issuer, client) {
  // Loopback providers use http, so signatures are validated, which could be omitted with TLS (Core §3.1.3.7).
  const options = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] }
  return oidc.discovery(new URL(issuer), client.id, undefined, oidc.ClientSecretBasic(client.secret), options)
}

async function profile(config, tokens) {
  const url = new URL('/api/profile/', config.serverMetadata().issuer)
  try {
    const reply = await oidc.fetchProtectedResource(config, tokens.access_token, url, 'GET')
    return { profile: (await reply.json()).email }
  } catch (error) {
    if (error.code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return { profile: error.status }
    throw error
  }
}

await serve({
  code,
  refresh,
  'client-credentials': clientCredentials,
  device,
  introspection,
  revocation,
  'id-token': idToken,
  userinfo,
})
