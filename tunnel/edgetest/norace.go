//go:build !race

package edgetest

// nameClients gives each client an id, as the real service does.
const nameClients = true
