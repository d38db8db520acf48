// All that a lesson may use, so that each of its files begins with one line.

@_exported import Alignment
@_exported import Course
@_exported import Foundation
@_exported import Hyperparameters
@_exported import Metrics
@_exported import Models
@_exported import Notebook
@_exported import Plotting
@_exported import Randomness
@_exported import Tensors
@_exported import Tokenization
@_exported import ToyWorld
@_exported import Training
@_exported import Words
