#include <fmt/format.h>

#include <algorithm>

#include "dyad/cli/preview_stage.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Stage;
using config::TrialRule;

constexpr std::size_t kBarColumns = 10;
constexpr std::size_t kLeastLast = 24;

std::string criterion_words(const config::Criterion& criterion,
                            const char* comparison) {
  std::string text =
      fmt::format("{} {}", comparison, percent_words(criterion.permille));
  if (criterion.over_trials) {
    text += fmt::format(" of the last {}", counted(*criterion.over_trials, "trial"));
  }
  if (criterion.in_a_row > 1) {
    text += fmt::format(", {} sessions in a row", criterion.in_a_row);
  }
  return text;
}

struct Windows {
  Duration narrowest;
  Duration widest;
};

Windows windows_of(const Stage& stage) {
  Windows windows{stage.rules.front().window, stage.rules.front().window};
  for (const TrialRule& rule : stage.rules) {
    windows.narrowest = std::min(windows.narrowest, rule.window);
    windows.widest = std::max(windows.widest, rule.window);
  }
  return windows;
}

std::string window_words(const Stage& stage) {
  const Windows windows = windows_of(stage);
  if (windows.narrowest >= TrialRule::kUnlimited) return "unlimited";
  if (windows.widest >= TrialRule::kUnlimited) {
    return time_words(windows.narrowest) + " or unlimited";
  }
  return span_words(windows.narrowest, windows.widest);
}

// As long as the widest limited window, in proportion; an unlimited one has no end.
std::string window_bar(const Stage& stage, Duration widest) {
  const Duration window = windows_of(stage).widest;
  if (window >= TrialRule::kUnlimited) return repeated("╌", kBarColumns);
  const auto columns = static_cast<std::int64_t>(kBarColumns) * window.us() /
                       std::max<std::int64_t>(widest.us(), 1);
  return repeated("█", static_cast<std::size_t>(std::max<std::int64_t>(columns, 1)));
}

std::string pays(const Stage& stage) {
  std::string text(to_text(stage.rules.front().contingency));
  std::replace(text.begin(), text.end(), '_', ' ');
  const bool mixed =
      std::any_of(stage.rules.begin(), stage.rules.end(), [&](const TrialRule& rule) {
        return rule.contingency != stage.rules.front().contingency;
      });
  return mixed ? text + " …" : text;
}

Duration widest_of(const config::Schedule& schedule) {
  Duration widest;
  for (const Stage& stage : schedule.stages) {
    const Duration window = windows_of(stage).widest;
    if (window < TrialRule::kUnlimited) widest = std::max(widest, window);
  }
  return widest;
}

using Row = std::vector<std::string>;

std::vector<std::string> aligned(const std::vector<Row>& rows, std::size_t width) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i]));
    }
  }
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    std::string head;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      head += padded(row[i], widths[i] + 2);
    }
    // The last column may be wrapped.
    const std::size_t used = columns_of(head);
    const std::size_t left = width > used + kLeastLast ? width - used : kLeastLast;
    for (const std::string& part : wrapped(row.back(), left)) {
      lines.push_back(head + part);
      head.assign(used, ' ');
    }
  }
  return lines;
}

}  // namespace

std::string goes_on_words(const Stage& stage, bool last) {
  if (last) return "the last";
  if (stage.sessions) return "after " + counted(*stage.sessions, "session");
  if (!stage.advance) return "stays";
  return criterion_words(*stage.advance, stage.advance->strict ? "above" : "at least");
}

std::string goes_back_words(const Stage& stage) {
  return stage.go_back ? criterion_words(*stage.go_back, "below") : "";
}

std::vector<std::string> staircase(const config::Schedule& schedule,
                                   std::size_t width) {
  const Duration widest = widest_of(schedule);
  std::vector<Row> rows{{"", "stage", "window", "", "pays", "goes on"}};
  for (std::size_t i = 0; i < schedule.stages.size(); ++i) {
    const Stage& stage = schedule.stages[i];
    const bool last = i + 1 == schedule.stages.size();
    const std::string back = goes_back_words(stage);
    rows.push_back({std::to_string(i + 1), stage.name, window_words(stage),
                    window_bar(stage, widest), pays(stage),
                    goes_on_words(stage, last)});
    if (!back.empty() && i > 0) rows.push_back({"", "", "", "", "", "back " + back});
  }
  return aligned(rows, width);
}

}  // namespace dyad::cli::preview
