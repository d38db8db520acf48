import Course
import Notebook

func ppoWithKL(_ notebook: Notebook, _ course: Course) throws {
}
