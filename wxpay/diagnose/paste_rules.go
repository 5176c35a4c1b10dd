package diagnose

// rules are what may begin in a text. Of those that match at the same byte the
// first one goes first.
var rules = []rule{
	{pemStart, readPEM},
	{curlStart, readCurl},
	{clientStart, readClient},
	{requestStart, readRequest},
	{statusStart, readStatus},
	{authorizationStart, readAuthorization},
	{goError, readGoError},
	{bracketMessage, readMessage},
	{xmlStart, readXML},
	{signV3Start, readSignedV3},
	{signEscaped, readSignedEscaped},
	{signV2Start, readSignedV2},
	{assignStart, readAssignments},
	{errText, readError},
	{addressStart, readAddress},
	{publicKeyID, readKeyID},
	{literalStart, readLiteral},
	{namedStart, readNamed},
}
