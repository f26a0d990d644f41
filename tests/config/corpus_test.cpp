#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "support.hpp"

// The schema's half of the corpus test is schema_test.py.
namespace dyad::config {
namespace {

const std::string kCorpus = DYAD_SOURCE_DIR "/tests/config/corpus/";

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus + folder)) {
    files.push_back(folder + "/" + entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

auto schedules_in(const std::string& folder) {
  const auto files = files_in(folder);
  return std::count_if(files.begin(), files.end(), [](const std::string& file) {
    return file.find("/schedule-") != std::string::npos;
  });
}

Problems problems_of(const std::string& file) {
  Problems problems;
  const auto document = read_document(kCorpus + file, problems);
  if (!document) return problems;
  if (file.find("/rig-") != std::string::npos) {
    read_rig(*document, problems);
  } else {
    read_schedule(*document, problems);
  }
  return problems;
}

struct Reason {
  std::string pointer;
  std::string phrase;
};

// By file.
std::multimap<std::string, Reason> read_reasons() {
  std::multimap<std::string, Reason> reasons;
  std::ifstream list(kCorpus + "reasons.txt");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto first = line.find(" | ");
    const auto second = line.find(" | ", first + 3);
    reasons.emplace(
        line.substr(0, first),
        Reason{line.substr(first + 3, second - first - 3), line.substr(second + 3)});
  }
  return reasons;
}

void expect_exactly(const std::string& file,
                    const std::multimap<std::string, Reason>& reasons) {
  SCOPED_TRACE(file);
  Problems problems = problems_of(file);
  const std::string all = test::text_of(problems);
  const auto [begin, end] = reasons.equal_range(file);
  EXPECT_NE(begin, end) << "no line in reasons.txt; the parser says:\n" << all;
  for (auto reason = begin; reason != end; ++reason) {
    const auto found =
        std::find_if(problems.begin(), problems.end(), [&](const Problem& problem) {
          return problem.pointer == reason->second.pointer &&
                 problem.text().find(reason->second.phrase) != std::string::npos;
        });
    EXPECT_NE(found, problems.end()) << reason->second.pointer << ": "
                                     << reason->second.phrase << "\nis not among:\n"
                                     << all;
    if (found != problems.end()) problems.erase(found);
  }
  EXPECT_EQ(test::text_of(problems), "") << "not in reasons.txt";
}

TEST(Corpus, IsLargeEnough) {
  EXPECT_GE(files_in("good").size() + files_in("bad").size(), 60U);
  EXPECT_GE(schedules_in("bad") + schedules_in("bad_beyond_schema"), 100);
  EXPECT_GE(schedules_in("good"), 50);
}

TEST(Corpus, GoodFilesAreAccepted) {
  for (const std::string& file : files_in("good")) {
    EXPECT_EQ(test::text_of(problems_of(file)), "");
  }
}

TEST(Corpus, BadFilesAreRefusedForExactlyTheReasonsListed) {
  const auto reasons = read_reasons();
  for (const char* folder : {"bad", "bad_beyond_schema"}) {
    for (const std::string& file : files_in(folder)) expect_exactly(file, reasons);
  }
}

TEST(Corpus, ProblemsComeInTheOrderOfTheFile) {
  const Problems problems = problems_of("bad/rig-several-problems.json");
  EXPECT_EQ(problems.size(), 5U);
  for (std::size_t i = 1; i < problems.size(); ++i) {
    EXPECT_LT(problems[i - 1].line, problems[i].line);
  }
}

}  // namespace
}  // namespace dyad::config
