import Course
import Notebook

func supervisedFineTuning(_ notebook: Notebook, _ course: Course) throws {
}
