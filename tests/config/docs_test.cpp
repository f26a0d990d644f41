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

bool is_whole_file(const Example& example) {
  return example.text.find("\"format\"") != std::string::npos;
}

// The fenced json blocks.
std::vector<Example> blocks_in(const std::string& path) {
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
  return examples;
}

std::vector<Example> whole_files_in(const std::string& path) {
  auto examples = blocks_in(path);
  std::erase_if(examples, [](const Example& each) { return !is_whole_file(each); });
  return examples;
}

bool is_members(const std::string& text) {
  Problems problems;
  const auto document = parse_document("members", "{" + text + "}", problems);
  return document && document->defects.empty();
}

// Members of a stage or of a trial. A block that is not members of one object holds
// alternatives, one a line.
std::vector<Example> fragments_in(const std::string& path) {
  std::vector<Example> fragments;
  for (const Example& block : blocks_in(path)) {
    if (is_whole_file(block)) continue;
    if (is_members(block.text)) {
      fragments.push_back(block);
      continue;
    }
    std::istringstream lines(block.text);
    std::size_t number = block.line;
    for (std::string line; std::getline(lines, line); ++number) {
      fragments.push_back({number, line});
    }
  }
  return fragments;
}

// A schedule whose second stage of three has these members, so that it has a stage
// to go on to and one to go back to.
Document schedule_with(const std::string& members) {
  Document schedule = test::parsed(test::kSmallSchedule);
  Json& stages = schedule.json["stages"];
  stages.push_back(stages[0]);
  stages.push_back(stages[0]);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    stages[i]["name"] = "stage" + std::to_string(i);
  }
  const Document fragment = test::parsed("{" + members + "}");
  for (const auto& [name, value] : fragment.json.items()) stages[1][name] = value;
  return schedule;
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

TEST(Documentation, FragmentsOfSchedulesAreValidInAStage) {
  const std::string path = DYAD_SOURCE_DIR "/docs/schedule.md";
  const auto fragments = fragments_in(path);
  EXPECT_GE(fragments.size(), 20U);
  for (const Example& fragment : fragments) {
    SCOPED_TRACE(path + ":" + std::to_string(fragment.line));
    EXPECT_EQ(test::schedule_problems(schedule_with(fragment.text)), "");
  }
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
