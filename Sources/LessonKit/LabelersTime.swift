/// An assumption: writing one demonstration takes a labeler about so long.
package let minutesPerDemonstration = 5.0
