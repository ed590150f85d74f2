/**
 * What one socket, one person and one address may ask of the server. People at work stay far below each number;
 * a hall behind one address meets none of them. Tests set their own.
 */
export type SocketLimits = {
  /** Largest WebSocket message that is read at all. Above {@link limits.syncMessageBytes} it is refused, above this cut off. */
  readonly frameBytes: number
  /** Messages, pings and pongs that a connection may send at once, after it has been quiet. */
  readonly messageBurst: number
  /** How many more each second. Dragging sends 15 a second and typing 10. */
  readonly messagesPerSecond: number
  /** Bytes, likewise: what a day without connection adds up to, and then what a phone's uplink carries. */
  readonly byteBurst: number
  readonly bytesPerSecond: number
  /** Further messages that one packet may hold once the burst is spent; reading cannot be stopped within it. */
  readonly mostDebt: number
  /** A connection that has been held back for so long without ever easing off is a flood, and is closed. */
  readonly floodMs: number
  /** Sockets of one participant: tabs and devices. The one opened first makes way for the thirteenth. */
  readonly socketsPerParticipant: number
  readonly socketsPerBoard: number
  readonly socketsInAll: number
  /** Upgrades being looked at, in all. */
  readonly pendingUpgrades: number
  /** Upgrades that one participant may make at once, and how many more each minute; a client makes six. */
  readonly upgradeBurst: number
  readonly upgradesPerMinute: number
  /** The same for upgrades that are refused, by address. Signed-in people behind it are not counted. */
  readonly refusedBurst: number
  readonly refusedPerMinute: number
  /** Bytes held in this process for sockets that do not read, in all. A frame that many wait for counts once. */
  readonly backlogBytes: number
  /** Bytes of messages whose end has not come, in all. */
  readonly unfinishedBytes: number
  /** How long one message may take to arrive. */
  readonly messageMs: number
  /** How long a client may take to answer a close before the connection is cut. */
  readonly closePatienceMs: number
  /** How often sockets are asked for a sign of life; after two unanswered ones they are cut. */
  readonly heartbeatMs: number
}

const MIB = 1024 * 1024

export const socketLimits: SocketLimits = {
  frameBytes: 8 * MIB,
  messageBurst: 3_000,
  messagesPerSecond: 60,
  byteBurst: 16 * MIB,
  bytesPerSecond: MIB,
  mostDebt: 5_000,
  floodMs: 60_000,
  socketsPerParticipant: 12,
  socketsPerBoard: 1_000,
  socketsInAll: 5_000,
  pendingUpgrades: 1_000,
  upgradeBurst: 30,
  upgradesPerMinute: 30,
  refusedBurst: 60,
  refusedPerMinute: 60,
  backlogBytes: 16 * MIB,
  unfinishedBytes: 64 * MIB,
  messageMs: 300_000,
  closePatienceMs: 3_000,
  heartbeatMs: 25_000,
}
