//go:build race

package edgetest

// nameClients is off under the race detector: the SDK writes down the id that it
// is given while its heartbeats read the same field. The real service gives one.
const nameClients = false
