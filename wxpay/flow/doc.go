// Package flow describes payments as data: the steps of each product, what every
// step needs, and what it hands to the next.
//
// A step's call takes its fields from slots: values of the profile, values made
// for this run, and values that earlier steps handed on. Editing a field sets
// its slot, so a later step that uses the same slot sees the edit.
package flow
