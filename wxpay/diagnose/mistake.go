package diagnose

import "wxlens/wxpay"

// Slug names a mistake for good.
type Slug string

// Group is the part of an integration that a mistake belongs to.
type Group string

const (
	V2Request Group = "v2-request" // signing a V2 call
	V2Client  Group = "v2-client"  // paySign of a V2 order
	V2Notice  Group = "v2-notice"  // verifying and opening V2 notifications
	V3Request Group = "v3-request" // the Authorization header
	V3Client  Group = "v3-client"  // paySign of a V3 order
	V3Verify  Group = "v3-verify"  // verifying replies and notifications
	V3Decrypt Group = "v3-decrypt" // opening resources and sensitive fields
	KeyFiles  Group = "keys"       // keys and certificates
	Transport Group = "transport"  // the notification address and its server
	Business  Group = "business"   // refusals that look like signature faults
	Client    Group = "client"     // what the phone or page does
)

// Mistake is one entry of the catalogue.
type Mistake struct {
	Slug        Slug
	Group       Group
	Title       wxpay.Words // what is wrong, in one line
	Explanation wxpay.Words // why that fails, in one to three sentences
	Fix         wxpay.Words // what to do about it
	// Sources are places where it was seen: owner/repository#number, a document of
	// the WeChat developer community (wxc:id) or of WeChat Pay (doc: name), or a blog.
	// Without any it is inferred from the rules.
	Sources []string
}
