// Command wxlens shows the inside of every WeChat Pay signature.
package main

func main() {}
