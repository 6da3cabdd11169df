// Input and output of a client program: the same as ../python/program.py.

import { Lost } from './browser.mjs'

/** `flows`: name -> async function of (issuer, client, user). */
export async function serve(flows) {
  const job = JSON.parse(await standardInput())
  for (const { flow, issuer } of job.runs) {
    console.log(JSON.stringify(await outcome(() => flows[flow](issuer, job.client, job.user))))
  }
}

async function outcome(flow) {
  try {
    return { result: await flow() }
  } catch (error) {
    if (process.env.VERBOSE) console.error(error)
    return error instanceof Lost ? { broken: error.message } : { refused: innermost(error).message }
  }
}

/** openid-client wraps the exceptions of oauth4webapi, whose messages are more specific. */
function innermost(error) {
  return error.cause instanceof Error ? innermost(error.cause) : error
}

async function standardInput() {
  let text = ''
  for await (const piece of process.stdin) text += piece
  return text
}
