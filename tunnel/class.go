package tunnel

import (
	"fmt"
	"slices"
)

// Class is what a code means for a tunnel.
type Class uint8

// Classes of codes.
const (
	Wait       Class = iota // it may pass: keep trying, and say why
	Fatal                   // only the user can help: stop and explain
	StartFatal              // fatal for a first start; when it comes back after a loss, it may pass
	Notice                  // callers see it, the tunnel itself does not
)

// serviceCodes are the numbers of ngrok's error codes by class. A number that is
// not here means Wait.
var serviceCodes = map[Class][]int{
	Fatal: {
		4018, 105, 106, 107, // no authtoken, no proper one, an old one, a revoked one
		102, 337, 103, 338, 123, // account suspended, e-mail address not verified
		319, 320, 354, 313, 314, // domain not the account's, to be reserved, or paid only
		326, 327, 328, 329, 330, 331, 347, 355, 9036, 9037, 9038, // malformed domain or URL
		115, 116, 126, 127, 118, // not allowed to start agents here
		9040, 9009, // source address refused, HTTP proxy not in the plan
		111, 112, 119, 124, // heartbeat values, version, user agent
		120, 121, // too old
	},
	StartFatal: {
		108, 348, // too many agents
		334,             // the URL is online already
		324, 350, 18021, // too many endpoints
	},
	Wait: {725, 727, 726, 732, 733, 735, 736, 4027}, // monthly quota used up
	Notice: {
		734, 702, 703, 715, // rate limits
		3200, 3004, 6024, 3205, 8012, // offline, broken reply, interstitial, address refused, upstream down
	},
}

var classes = func() map[string]Class {
	all := map[string]Class{}
	for code, class := range ownCodes {
		all[code] = class
	}
	for class, numbers := range serviceCodes {
		for _, n := range numbers {
			all[fmt.Sprintf("ERR_NGROK_%d", n)] = class
		}
	}
	return all
}()

// ClassOf returns the class of a code.
func ClassOf(code string) Class { return classes[code] }

// Codes returns every code that is known, in alphabetical order.
func Codes() []string {
	codes := make([]string, 0, len(classes))
	for code := range classes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
