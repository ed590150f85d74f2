/**
 * Lets others move notes and pointers on this canvas, as if it had come over a connection just now.
 * @param move puts a note, by its number, at a place: one message of one person
 * @param point puts everyone's pointer at a place: what a server gathers of all pointers in one step
 * @returns how many moves were made
 */
export function moveByOthers(
  { notes, places, around, seconds, movesPerSecond, cursors, cursorMovesPerSecond },
  move,
  point,
) {
  const startMs = performance.now()
  let moves = 0
  let points = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const passed = (performance.now() - startMs) / 1000
      while (moves < Math.min(passed, seconds) * movesPerSecond) {
        const nth = moves % notes.length
        const { x, y } = places[nth]
        move(notes[nth], { x: Math.round(x + 16 * Math.sin(moves)), y: Math.round(y + 16 * Math.cos(moves)) })
        moves++
      }
      if (points < Math.min(passed, seconds) * cursorMovesPerSecond) {
        points++
        point(
          Array.from({ length: cursors }, (_, person) => ({
            x: around.x + around.width * (0.5 + 0.45 * Math.sin(points / 20 + person)),
            y: around.y + around.height * (0.5 + 0.45 * Math.cos(points / 17 + person * 2)),
          })),
        )
      }
      if (passed < seconds) return
      clearInterval(timer)
      resolve(moves)
    }, 4)
  })
}
