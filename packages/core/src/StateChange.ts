/**
 * Changes of a record's state: what its team is told of, each once and in order.
 *
 * They are read off the journal, which keeps them for good: whoever tells them needs to remember no more than a version.
 *
 * @module
 */

interface Stated {
  readonly state: string
  readonly version: number
}

/** One change of state: the record as the event made it that changed it. */
export interface StateChange<out Record> {
  /** The state before it; a new record has none. */
  readonly previous: Record | undefined
  readonly record: Record
}

/** Every change of state that events lead to from a record, oldest first. */
export const changesOf = <Record extends Stated, Event>(
  before: Record | undefined,
  events: Iterable<Event>,
  evolve: (record: Record | undefined, event: Event) => Record
): ReadonlyArray<StateChange<Record>> => {
  const changes: Array<StateChange<Record>> = []
  let previous = before
  for (const event of events) {
    const record = evolve(previous, event)
    if (record.state !== previous?.state) changes.push({ previous, record })
    previous = record
  }
  return changes
}

/** The version of the last change of state that events lead to; nothing where the state stays what it was. */
export const lastOf = (changes: ReadonlyArray<StateChange<Stated>>): number | undefined =>
  changes.at(-1)?.record.version
