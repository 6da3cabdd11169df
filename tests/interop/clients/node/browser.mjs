// A user with a browser: the same as ../python/browser.py.

const MOST_PAGES = 10 // of one sign-in; three are usual

/** The test cannot continue; this is not a result about the client. */
export class Lost extends Error {}

/** Opens the authorization request at `url`, and returns the authorization response: the URL of the redirect. */
export async function authorize(url, user, redirectUri) {
  const end = await walk(url, user, redirectUri)
  if (end instanceof URL) return end
  throw new Lost(`the sign-in ended at ${end.url} (status ${end.status})`)
}

/** Opens the verification page at `url`, which includes the user code, and approves. */
export async function approveDevice(url, user) {
  const end = await walk(url, user)
  if (end.status !== 200) throw new Lost(`the approval ended at ${end.url} (status ${end.status})`)
}

/** Follows redirects and submits forms until there is nothing to do. Returns the last reply, or the URL that starts with `until`. */
async function walk(url, user, until) {
  const cookies = new Map()
  let reply = await visit(cookies, url)
  for (let page = 0; page < MOST_PAGES; page++) {
    const location = reply.headers.get('location')
    if (location) {
      const next = new URL(location, reply.url)
      if (until && next.href.startsWith(until)) return next
      reply = await visit(cookies, next)
      continue
    }
    const form = formToSubmit(reply, user)
    if (!form) return reply
    reply = await visit(cookies, form.action, { method: 'POST', body: form.fields })
  }
  throw new Lost(`no end after ${MOST_PAGES} pages, at ${reply.url}`)
}

async function visit(cookies, url, options) {
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  const response = await fetch(url, { ...options, headers, redirect: 'manual' })
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/)
    cookies.set(name, value)
  }
  return { url: response.url, status: response.status, headers: response.headers, text: await response.text() }
}

/** The form that the user submits on this page, if there is one. */
function formToSubmit(reply, user) {
  for (const form of formsOf(reply)) {
    if (form.fields.has('password')) {
      form.fields.set('username', user.name)
      form.fields.set('password', user.password)
      return form
    }
    if (form.fields.has('allow')) return form
  }
}

/** The forms with the method POST and their named fields. */
function formsOf(reply) {
  const forms = []
  for (const [, tag, text] of reply.text.matchAll(/<(form|input|button)\b([^>]*)>/g)) {
    const attributes = attributesOf(text)
    if (tag === 'form' && attributes.method === 'post') {
      forms.push({ action: new URL(attributes.action ?? '', reply.url), fields: new URLSearchParams() })
    } else if (tag !== 'form' && attributes.name && forms.length) {
      forms.at(-1).fields.set(attributes.name, attributes.value ?? '')
    }
  }
  return forms
}

function attributesOf(text) {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)])
  return Object.fromEntries(pairs)
}

/** The character references that the reference provider writes. */
function unescape(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/&(?:#x([0-9a-f]+)|(\w+));/gi, (_, hex, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : named[name],
  )
}
