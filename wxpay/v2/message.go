package v2

import "wxlens/wxpay"

// Message is a flat V2 message: its fields in wire order. The order carries no
// meaning on the wire and is kept for showing.
type Message []wxpay.Field

// Get returns the value of the field, or "" when there is none.
func (m Message) Get(name string) string {
	value, _ := m.Lookup(name)
	return value
}

// Lookup returns the value of the field and whether the message has it. An
// empty field is present on the wire but never signed.
func (m Message) Lookup(name string) (string, bool) {
	for i := range m {
		if m[i].Name == name {
			return m[i].Value, true
		}
	}
	return "", false
}

// The word for success on every layer of a message: return_code is whether the
// two sides understood each other, result_code is whether the business went
// through, trade_state is what became of the order (协议规则).
const success = "SUCCESS"
