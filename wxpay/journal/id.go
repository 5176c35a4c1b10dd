package journal

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// idEncoding has its digits in ASCII order, so that ids sort as their bytes do,
// and lacks the letters that are read as digits.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes the id of an exchange: 24 digits and small letters that sort by
// time, to the microsecond, and 64 random bits against equal times, as a virtual
// clock may stand still. A time before 1970 counts as 1970. It panics if random
// fails, because an id without chance could belong to two exchanges.
func NewID(at time.Time, random io.Reader) string {
	var id [15]byte // 7 of time, 8 of chance
	binary.BigEndian.PutUint64(id[:], uint64(max(at.UnixMicro(), 0))<<8)
	if _, err := io.ReadFull(random, id[7:]); err != nil {
		panic(fmt.Sprintf("journal: no randomness for an id: %v", err))
	}
	return idEncoding.EncodeToString(id[:])
}
