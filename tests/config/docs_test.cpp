#include <fstream>
#include <sstream>
#include <vector>

#include "support.hpp"

namespace dyad::config {
namespace {

struct Example {
  std::size_t line;
  std::string text;
};

// The fenced json blocks that are whole files.
std::vector<Example> whole_files_in(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::vector<Example> examples;
  bool inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line == "```json") {
      inside = true;
      examples.push_back({number + 1, ""});
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      examples.back().text += line + "\n";
    }
  }
  std::erase_if(examples, [](const Example& example) {
    return example.text.find("\"format\"") == std::string::npos;
  });
  return examples;
}

void expect_valid_examples(const std::string& path) {
  const auto examples = whole_files_in(path);
  EXPECT_FALSE(examples.empty()) << path;
  for (const Example& example : examples) {
    SCOPED_TRACE(path + ":" + std::to_string(example.line));
    const Document document = test::parsed(example.text);
    EXPECT_EQ(format_of(document) == kRigFormat ? test::rig_problems(document)
                                                : test::schedule_problems(document),
              "");
  }
}

TEST(Documentation, ExamplesOfRigsAreValid) {
  expect_valid_examples(DYAD_SOURCE_DIR "/docs/rig_config.md");
}

TEST(Documentation, ExamplesOfSchedulesAreValid) {
  expect_valid_examples(DYAD_SOURCE_DIR "/docs/schedule.md");
}

// A row of a table begins with the member's name in backquotes.
void expect_every_member_in(const std::string& docs_path, const char* kind) {
  std::ifstream docs(docs_path);
  std::stringstream text;
  text << docs.rdbuf();
  Problems problems;
  const auto schema = read_document(
      std::string(DYAD_SOURCE_DIR "/rig-configs/schema/") + kind + ".schema.json",
      problems);
  ASSERT_TRUE(schema);
  for (const auto& [pointer, place] : schema->places) {
    const auto last = pointer.rfind('/');
    if (last == std::string::npos || last < 11) continue;
    if (pointer.substr(0, last).substr(last - 11) != "/properties") continue;
    const std::string row = "\n| `" + pointer.substr(last + 1) + "` |";
    EXPECT_NE(text.str().find(row), std::string::npos)
        << docs_path << " has no row for " << pointer.substr(last + 1);
  }
}

TEST(Documentation, HasARowForEveryMemberOfTheSchemas) {
  expect_every_member_in(DYAD_SOURCE_DIR "/docs/rig_config.md", "rig");
  expect_every_member_in(DYAD_SOURCE_DIR "/docs/schedule.md", "schedule");
}

}  // namespace
}  // namespace dyad::config
