import type { FastifyReply } from 'fastify'
import type { ProblemCode } from '../../shared/protocol/api.ts'
import type { Problem } from '../../shared/protocol/problem.ts'
import { limits } from '../../shared/model/limits.ts'
import { refused, type Refused } from '../boards/refused.ts'
import { asStoreFailing, type StoreTrouble } from '../storage/StoreFailing.ts'

/**
 * The one table that turns a refusal into a status and into words for whoever has no translation of the code:
 * what is the matter, and what one can do.
 */
export const problems: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  'bad-request': { status: 400, title: 'Something in this request is missing or not as expected.' },
  'bad-json': { status: 400, title: 'This request is not readable JSON.' },
  'json-only': { status: 415, title: 'This call takes JSON. Send it as application/json.' },
  'too-large': { status: 413, title: 'This is larger than can be taken in at once. Send less at a time.' },
  'too-slow': { status: 408, title: 'This request did not arrive in time. Please try again.' },
  'headers-too-large': { status: 431, title: 'The headers of this request are too large.' },
  'not-http': { status: 400, title: 'This is no HTTP request that the server can read.' },
  'too-many-requests': {
    status: 429,
    title: 'This was asked too often within a minute. Wait a minute, then try again.',
  },
  'wrong-origin': {
    status: 403,
    title:
      'This came from another address than the one the board is served at. Open the board at its own address, and try again.',
  },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  'server-fault': {
    status: 500,
    title: 'Something went wrong on our side. Nothing was changed; please try again.',
  },
  'store-failing': {
    status: 503,
    title: 'The server cannot save at the moment, so it accepts nothing. Please try again in a little while.',
  },

  'not-here': {
    status: 404,
    title:
      'This browser is not on that board. Open the link you were given, or ask the facilitator for a new one.',
  },
  'wrong-link': {
    status: 404,
    title:
      'This link does not lead to a board. Check that all of it was copied, or ask the facilitator for the link again.',
  },
  'link-ended': { status: 410, title: 'This link has been ended. Ask the facilitator for the new one.' },
  'wrong-code': {
    status: 404,
    title:
      'No board has this code now. Check each letter, or ask the facilitator: a code works for twelve hours.',
  },
  'too-many-guesses': {
    status: 429,
    title: 'Too many wrong codes came from this address. Wait ten minutes, or open the link instead.',
  },
  'codes-paused': {
    status: 429,
    title:
      'So many wrong codes are being tried at the moment that none is taken. Open the link or scan its picture instead, or try again in ten minutes.',
  },
  'too-many-wrong-links': {
    status: 429,
    title:
      'Too many wrong links were tried from this address. Ask the facilitator for the link again: the right one works at once.',
  },
  'too-many-boards': {
    status: 429,
    title:
      'So many boards have been made from this address that no more can be made for now. Try again in an hour, or ask whoever runs this server.',
  },
  'wrong-way-back': {
    status: 410,
    title:
      'This way back has been used or has ended. Each works once: make a new one on a device where you are still on the board, or join again with the board’s link.',
  },

  'facilitators-only': { status: 403, title: 'Only a facilitator can do this.' },
  'reads-only': {
    status: 403,
    title: 'Guests read along and do not write. Ask the facilitator if you should be a group member.',
  },
  'working-copy-only': { status: 403, title: 'The working copy is for facilitators and council officers.' },
  'not-your-seat': {
    status: 403,
    title: 'This browser does not hold that person. Join as someone new instead.',
  },
  'no-such-person': { status: 404, title: 'That person is not on this board any more.' },
  'last-facilitator': {
    status: 409,
    title: 'This is the only facilitator, and a board needs one. Make someone else a facilitator first.',
  },
  'same-person': { status: 409, title: 'These are one and the same person already.' },
  'only-oneself': {
    status: 403,
    title: 'People leave for themselves. A facilitator can remove someone instead.',
  },

  'no-such-note': { status: 404, title: 'That note is not on the board any more.' },
  'not-yours': { status: 403, title: 'Only whoever wrote this can do that.' },
  'already-claimed': { status: 409, title: 'Someone has claimed this note already.' },
  'not-claimable': {
    status: 409,
    title: 'Only a note that was imported or written down for someone can be claimed.',
  },
  'not-hidden': { status: 409, title: 'This note is not hidden.' },
  'bad-passage': {
    status: 400,
    title:
      'The words to be blacked out do not stand there in the note. It may have changed: choose them again.',
  },
  'still-on-disk': {
    status: 503,
    title:
      'The words are blacked out for everyone. They could not be erased from the server’s disk yet: it goes on trying, so there is nothing to do again.',
  },
  'no-such-import': { status: 404, title: 'No notes of that import are on the board.' },

  'no-such-recommendation': { status: 404, title: 'One of these recommendations is not on the board.' },
  'recommendation-set-aside': {
    status: 409,
    title: 'One of these recommendations is set aside. Bring it back before the vote.',
  },
  'nothing-worded': {
    status: 409,
    title: 'One of these recommendations has no wording yet. Write it before the vote.',
  },
  'in-open-round': {
    status: 409,
    title: 'One of these recommendations is being voted on already. Close that round first.',
  },
  'no-such-round': { status: 404, title: 'There is no such round on this board.' },
  'nobody-to-vote': {
    status: 409,
    title: 'Nobody here can vote yet: group members and council officers vote. Wait until they have joined.',
  },
  'not-a-voter': {
    status: 409,
    title: 'Group members and council officers vote. Change this person’s role first.',
  },
  'round-still-open': {
    status: 409,
    title: 'That round is still open. Close it before voting again on the same.',
  },
  'round-closed': { status: 409, title: 'This round has closed.' },
  'not-on-the-roll': {
    status: 403,
    title: 'You are not on the list of voters of this round. Ask the facilitator to add you.',
  },
  'not-offered': { status: 400, title: 'This round does not ask about one of these recommendations.' },
  'wrong-method': { status: 400, title: 'This round is voted on in another way.' },
  'too-many-dots': { status: 400, title: 'These are more dots than each person has in this round.' },
  'turnout-changed': {
    status: 409,
    title: 'The number of people who have not voted has changed. Look again before closing.',
  },
  'too-few-to-show': {
    status: 409,
    title:
      'Fewer than five hands or papers would show what each person chose. Let these people vote on a device instead; one device can be passed on with “Next person”.',
  },

  'unreadable-file': {
    status: 400,
    title: 'This file cannot be read. Save it as CSV or XLSX, and try again.',
  },
  'board-full': {
    status: 409,
    title: `A board holds ${limits.notesPerBoard.toLocaleString('en-GB')} notes, and this would be more. Nothing was added.`,
  },
}

/** A failing store as a refusal, with its cause in words for whoever asks. */
export const storeFailingProblem = (error: unknown): Refused =>
  refused('store-failing', { detail: storeTroubles[asStoreFailing(error).why] })

const storeTroubles: Readonly<Record<StoreTrouble, string>> = {
  full: 'The server’s disk is full. Whoever runs the server has to make room on it.',
  'read-only': 'The server may not write to its folder. Whoever runs the server has to allow that.',
  locked: 'Another program has locked the boards. Whoever runs the server has to close it.',
  damaged: 'The file with the boards is damaged. Whoever runs the server has to restore a backup.',
  'in use': 'Another server has taken over the boards. Whoever runs the servers has to stop one of them.',
  broken: 'The server’s disk does not work as it should. Whoever runs the server has to look after it.',
}

/** Answers with a problem of RFC 9457. */
export function sendProblem(reply: FastifyReply, refusal: Refused): FastifyReply {
  return reply
    .code(problems[refusal.refused].status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(problemBody(refusal))
}

/** The JSON of a problem. */
export function problemBody(refusal: Refused): string {
  const { status, title } = problems[refusal.refused]
  const body: Problem = {
    type: `urn:common-thread:problem:${refusal.refused}`,
    title,
    status,
    code: refusal.refused,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.lineage === undefined ? {} : { lineage: refusal.lineage }),
    ...(refusal.notVoted === undefined ? {} : { notVoted: refusal.notVoted }),
  }
  return JSON.stringify(body)
}
