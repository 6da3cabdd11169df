// oauth4webapi 3: each request, and each validation of a response, is a separate call.

import * as oauth from 'oauth4webapi'
import { approveDevice, authorize } from './browser.mjs'
import { serve } from './program.mjs'

const HTTP = { [oauth.allowInsecureRequests]: true } // loopback providers use http

async function code(issuer, client, user) {
  const { as, tokens } = await signedIn(issuer, client, user, 'read')
  return profile(as, tokens)
}

async function refresh(issuer, client, user) {
  const { as, me, secret, tokens } = await signedIn(issuer, client, user, 'read')
  const response = await oauth.refreshTokenGrantRequest(as, me, secret, tokens.refresh_token, HTTP)
  return profile(as, await oauth.processRefreshTokenResponse(as, me, response))
}

async function clientCredentials(issuer, client) {
  const { as, me, secret } = await discovered(issuer, client)
  const response = await oauth.clientCredentialsGrantRequest(as, me, secret, { scope: 'read' }, HTTP)
  const { token_type } = await oauth.processClientCredentialsResponse(as, me, response)
  return { token_type }
}

async function device(issuer, client, user) {
  const { as, me, secret } = await discovered(issuer, client)
  const asking = await oauth.deviceAuthorizationRequest(as, me, secret, { scope: 'read' }, HTTP)
  const deviceAuthorization = await oauth.processDeviceAuthorizationResponse(as, me, asking)
  await approveDevice(deviceAuthorization.verification_uri_complete, user)
  const response = await oauth.deviceCodeGrantRequest(as, me, secret, deviceAuthorization.device_code, HTTP)
  return profile(as, await oauth.processDeviceCodeResponse(as, me, response))
}

async function introspection(issuer, client, user) {
  const { as, me, secret, tokens } = await signedIn(issuer, client, user, 'read')
  const response = await oauth.introspectionRequest(as, me, secret, tokens.access_token, HTTP)
  const { active, client_id } = await oauth.processIntrospectionResponse(as, me, response)
  return { active, client_id }
}

async function revocation(issuer, client, user) {
  const { as, me, secret, tokens } = await signedIn(issuer, client, user, 'read')
  const response = await oauth.revocationRequest(as, me, secret, tokens.access_token, HTTP)
  await oauth.processRevocationResponse(response)
  return { revoked: response.status, ...(await profile(as, tokens)) }
}

async function idToken(issuer, client, user) {
  const { tokens } = await signedIn(issuer, client, user, 'openid email')
  return { id_token: oauth.getValidatedIdTokenClaims(tokens).sub }
}

async function userinfo(issuer, client, user) {
  const { as, me, tokens } = await signedIn(issuer, client, user, 'openid email')
  const response = await oauth.userInfoRequest(as, me, tokens.access_token, HTTP)
  const expected = oauth.getValidatedIdTokenClaims(tokens).sub
  const { sub } = await oauth.processUserInfoResponse(as, me, expected, response)
  return { userinfo: sub }
}

async function signedIn(issuer, client, user, scope) {
  const { as, me, secret } = await discovered(issuer, client)
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = scope.includes('openid') ? oauth.generateRandomNonce() : undefined
  const request = new URL(as.authorization_endpoint)
  request.search = new URLSearchParams({
    client_id: client.id,
    response_type: 'code',
    redirect_uri: client.redirect_uri,
    scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(nonce && { nonce }),
  })
  const callback = await authorize(request, user, client.redirect_uri)
  const callbackParameters = oauth.validateAuthResponse(as, me, callback, state)
  const response = await oauth.authorizationCodeGrantRequest(as, me, secret, callbackParameters, client.redirect_uri, verifier, HTTP)
  const expected = { expectedNonce: nonce, requireIdToken: nonce !== undefined }
  const tokens = await oauth.processAuthorizationCodeResponse(as, me, response, expected)
  // With TLS this could be omitted (OpenID Connect Core §3.1.3.7); there is none here.
  if (nonce) await oauth.validateApplicationLevelSignature(as, response, HTTP)
  return { as, me, secret, tokens }
}

async function discovered(issuer, client) {
  const url = new URL(issuer)
  const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, HTTP))
  return { as, me: { client_id: client.id }, secret: oauth.ClientSecretBasic(client.secret) }
}

async function profile(as, tokens) {
  const url = new URL('/api/profile/', as.issuer)
  try {
    const response = await oauth.protectedResourceRequest(tokens.access_token, 'GET', url, undefined, undefined, HTTP)
    return { profile: (await response.json()).email }
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return { profile: error.status }
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
