import Course
import Notebook

func rewardRanking(_ notebook: Notebook, _ course: Course) throws {
}
