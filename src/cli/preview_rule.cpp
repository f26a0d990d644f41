#include "dyad/cli/preview_rule.hpp"

#include <algorithm>

namespace dyad::cli::preview {
namespace {

// Sentences and lines.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t sentence = text.find(". ", from);
    const std::size_t line = text.find('\n', from);
    std::size_t end =
        std::min(line, sentence == std::string::npos ? sentence : sentence + 1);
    end = std::min(end, text.size());
    if (end > from) pieces.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return pieces;
}

// Of a topic that both speak of; all of it where nothing new is said.
std::string new_in(const std::string& text, const std::string& base) {
  const std::vector<std::string> known = pieces_of(base);
  std::string fresh;
  for (const std::string& piece : pieces_of(text)) {
    if (std::find(known.begin(), known.end(), piece) != known.end()) continue;
    fresh += (fresh.empty() ? "" : piece.back() == '.' ? " " : "\n") + piece;
  }
  return fresh.empty() ? text : fresh;
}

const Statement* find(const Statements& statements, const std::string& topic) {
  const auto found =
      std::find_if(statements.begin(), statements.end(),
                   [&](const Statement& each) { return each.topic == topic; });
  return found == statements.end() ? nullptr : &*found;
}

}  // namespace

Statements rule_statements(const config::TrialRule& rule,
                           const std::vector<std::string>& present) {
  Statements statements;
  add_trial_statements(rule, present, statements);
  add_reward_statements(rule, present, statements);
  add_interval_statements(rule, statements);
  return statements;
}

Statements differences(const Statements& rule, const Statements& base) {
  Statements different;
  for (const Statement& each : rule) {
    const Statement* before = find(base, each.topic);
    if (before == nullptr) {
      different.push_back(each);
    } else if (before->text != each.text) {
      different.push_back({each.topic, new_in(each.text, before->text)});
    }
  }
  for (const Statement& each : base) {
    if (find(rule, each.topic) == nullptr) different.push_back({each.topic, "none"});
  }
  return different;
}

}  // namespace dyad::cli::preview
