package ledger

import "hash/maphash"

// texts are rows that hold the text they are found by.
type texts interface{ text(row int) string }

// index finds rows by a text that they hold themselves. A map would hold every
// text once more.
type index struct {
	seed  maphash.Seed
	slots []uint32 // a row plus 1; 0 is free
	n     int
}

const leastSlots = 64

func newIndex() index { return index{seed: maphash.MakeSeed(), slots: make([]uint32, leastSlots)} }

// find returns the row whose text is key.
func (x *index) find(key string, rows texts) (row int, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for at := maphash.String(x.seed, key) & mask; ; at = (at + 1) & mask {
		slot := x.slots[at]
		if slot == 0 {
			return 0, false
		}
		if rows.text(int(slot-1)) == key {
			return int(slot - 1), true
		}
	}
}

// add adds a row that is not there.
func (x *index) add(key string, row int, rows texts) {
	if x.n++; x.n*4 > len(x.slots)*3 {
		old := x.slots
		x.slots = make([]uint32, 2*len(old))
		for _, slot := range old {
			if slot != 0 {
				x.put(rows.text(int(slot-1)), slot)
			}
		}
	}
	x.put(key, uint32(row+1))
}

func (x *index) put(key string, slot uint32) {
	mask := uint64(len(x.slots) - 1)
	at := maphash.String(x.seed, key) & mask
	for x.slots[at] != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = slot
}
