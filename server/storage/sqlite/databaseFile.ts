import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Libsql from 'libsql'
import { damaged } from './troubles.ts'

/*
 * The file as the system sees it. SQLite keeps pages in memory, so it would go on for hours over a file that was
 * cut short, moved away or exchanged, and everything that it calls saved meanwhile would be lost.
 */

/** The file that a connection was opened on. */
export type WatchedFile = {
  /** Before each request. @throws {StoreFailing} when it was moved, exchanged or cut short since the last one */
  look(this: void): void
  /** After each request, which may have made it larger, or smaller by a VACUUM. */
  remember(this: void): void
}

export function watchFile(file: string): WatchedFile {
  const opened = statSync(file)
  let leastBytes = opened.size
  return {
    look() {
      const now = statSync(file, { throwIfNoEntry: false })
      if (!now) throw damaged(file, 'it was moved or deleted while the server was running')
      if (now.ino !== opened.ino || now.dev !== opened.dev)
        throw damaged(file, 'another file was put in its place while the server was running')
      if (now.size < leastBytes)
        throw damaged(file, `it was cut from ${leastBytes} to ${now.size} bytes while the server was running`)
    },
    remember() {
      leastBytes = statSync(file, { throwIfNoEntry: false })?.size ?? leastBytes
    },
  }
}

/**
 * Makes the file if there is none. It gets its name when it is complete, so that a crash never leaves an empty
 * one: an empty file under this name is one that has lost what was in it.
 * @throws {StoreFailing} if what is there cannot be what was written
 */
export function makeOrInspect(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  const logBytes = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (size === undefined) {
    if (logBytes > 0) throw damaged(file, 'there is a write-ahead log, and not the file it belongs to')
    make(file)
    return
  }
  if (size === 0) throw damaged(file, 'it is empty')
  const expected = bytesByItsHeader(file)
  // With a log beside it, the log may hold what is missing; then SQLite's own check decides.
  if (logBytes === 0 && expected !== undefined && size < expected)
    throw damaged(file, `it should hold ${expected} bytes and holds ${size}`)
}

function make(file: string): void {
  const unfinished = `${file}.new`
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + suffix, { force: true })
  const db = new Libsql(unfinished)
  // `exec` alone: a prepared statement would keep the file open.
  db.exec('pragma journal_mode = WAL')
  db.close()
  renameSync(unfinished, file)
  syncFolder(dirname(file))
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Page size times page count, from SQLite's header (sqlite.org/fileformat, 1.3); undefined if it does not say. */
function bytesByItsHeader(file: string): number | undefined {
  const header = Buffer.alloc(100)
  const handle = openSync(file, 'r')
  try {
    if (readSync(handle, header, 0, 100, 0) < 100) return 512
  } finally {
    closeSync(handle)
  }
  if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return undefined
  const pageBytes = header.readUInt16BE(16)
  return header.readUInt32BE(28) * (pageBytes === 1 ? 65_536 : pageBytes)
}

/**
 * Copies a damaged database aside, before anything can write to it again. One that has been copied already is
 * not copied again, however often the server looks at it.
 * @returns the folder with the copies; undefined when there is no file to copy
 */
export function keepEvidence(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return undefined
  const folder = evidenceFolder(file, found)
  if (existsSync(folder)) return folder
  mkdirSync(folder, { mode: 0o700 })
  for (const suffix of ['', '-wal'])
    if (existsSync(file + suffix)) copyFileSync(file + suffix, join(folder, basename(file) + suffix))
  return folder
}

function evidenceFolder(file: string, { mtime, size }: Stats): string {
  return join(dirname(file), `damaged-${mtime.toISOString().replaceAll(':', '-')}-${size}`)
}

/**
 * Someone has put a file back in the place of a damaged one. If a write-ahead log still lies beside it, that may
 * be its own, or the damaged one's, which would be written all over it. So it is tried on copies, and a log that
 * does not fit is moved aside.
 */
export function takeAwayForeignLog(file: string): void {
  if (!existsSync(file) || !existsSync(`${file}-wal`)) return
  const folder = mkdtempSync(join(dirname(file), '.trying-'))
  try {
    const copy = join(folder, 'boards.db')
    copyFileSync(file, copy)
    copyFileSync(`${file}-wal`, `${copy}-wal`)
    if (isWhole(copy)) return
    const alone = join(folder, 'alone.db')
    copyFileSync(file, alone)
    if (!isWhole(alone)) return
    renameSync(`${file}-wal`, `${file}-wal.damaged-${Date.now()}`)
    rmSync(`${file}-shm`, { force: true })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function isWhole(file: string): boolean {
  try {
    const [row] = new Libsql(file).pragma('integrity_check(1)') as { readonly integrity_check: string }[]
    return row?.integrity_check === 'ok'
  } catch {
    return false // it cannot even be read
  }
}
