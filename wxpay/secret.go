package wxpay

import (
	"fmt"
	"log/slog"
)

// Mask stands for a secret wherever one would be printed.
const Mask = "***"

// Secret is a key or password. However it is printed, logged or marshalled it
// shows as [Mask]; only [Secret.Reveal] returns it.
type Secret struct{ value string }

// NewSecret wraps a secret value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal returns the value itself: for computing with it, or for showing it on
// purpose.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether there is no value.
func (s Secret) IsZero() bool { return s.value == "" }

func (s Secret) String() string { return Mask }

// GoString, Format, MarshalText and LogValue close the other ways of printing.
func (s Secret) GoString() string { return Mask }

// Format implements [fmt.Formatter] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Mask)) }

// MarshalText implements [encoding.TextMarshaler], which JSON and TOML use.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Mask), nil }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(Mask) }
