package diagnose

// refusals reads the causes off what the server or the client said.
func (e *examination) refusals() {}
