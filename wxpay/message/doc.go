// Package message reads what people keep of WeChat Pay's traffic: raw HTTP
// messages as they stood on the wire, and bodies without their head. Bodies are
// kept to the byte, because they are what was signed.
package message
