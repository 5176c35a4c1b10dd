package run

import (
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// Draft is a step as it would be done now: what would be signed and sent.
type Draft struct {
	Text         wxpay.Text // to be signed; empty where nothing is
	Signature    string
	Trace        wxpay.Trace
	Request      wxpay.Request // as it would be sent; Method "" for a step that calls nobody
	ClientParams []wxpay.Field // paysign step: what the client API takes
	Problems     []catalog.Problem
	Err          error // why it cannot be made
}
