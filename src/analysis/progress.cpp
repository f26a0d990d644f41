#include "dyad/analysis/progress.hpp"

#include <algorithm>

namespace dyad::analysis {
namespace {

using config::Criterion;
using config::Stage;

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::string counted_sessions(std::size_t n) {
  return std::to_string(n) + (n == 1 ? " session" : " sessions");
}

std::string criterion_text(const Criterion& criterion, const std::string& relation) {
  const bool one = criterion.in_a_row == 1;
  std::string text =
      one ? "a session" : counted_sessions(criterion.in_a_row) + " in a row";
  text += " with " + relation + " " + percent_text(criterion.permille) + " coordinated";
  if (!criterion.over_trials) return text;
  return text + " over " + (one ? "its" : "their") + " last " +
         std::to_string(*criterion.over_trials) + " trials";
}

std::string advance_text(const Criterion& criterion) {
  return criterion_text(criterion, criterion.strict ? "more than" : "at least");
}

std::string go_back_text(const Criterion& criterion) {
  return criterion_text(criterion, "less than");
}

Success success_of(const std::vector<bool>& coordinated, std::size_t last) {
  const auto from = coordinated.end() - static_cast<std::ptrdiff_t>(last);
  return {static_cast<std::uint64_t>(std::count(from, coordinated.end(), true)), last};
}

// None: the session has too few trials to be held against the criterion.
std::optional<Success> relevant(const std::optional<Criterion>& criterion,
                                const std::vector<bool>& coordinated) {
  if (!criterion) return std::nullopt;
  const std::size_t wanted = criterion->over_trials.value_or(
      static_cast<std::uint32_t>(std::max<std::size_t>(coordinated.size(), 1)));
  if (coordinated.size() < wanted) return std::nullopt;
  return success_of(coordinated, wanted);
}

bool reaches(const Criterion& criterion, const Success& success) {
  const std::uint64_t has = success.coordinated * 1000;
  const std::uint64_t needs = success.decided * criterion.permille;
  return criterion.strict ? has > needs : has >= needs;
}

bool falls_below(const Criterion& criterion, const Success& success) {
  return success.coordinated * 1000 < success.decided * criterion.permille;
}

// Goes through a pair's sessions in order and knows the stage that is due.
class Walk {
 public:
  explicit Walk(const config::Schedule& schedule) : schedule_(schedule) {}

  JudgedSession take(const PastSession& session);
  std::size_t stage() const { return stage_; }
  const std::string& reason() const { return reason_; }

 private:
  struct Held {  // a session of the run, against the stage's criteria
    bool reached = false;
    bool fell_below = false;
  };

  const Stage& here() const { return schedule_.stages[stage_]; }
  std::optional<std::size_t> find(const std::string& name) const;
  void hold(const PastSession& session, JudgedSession& judged) const;
  Move decide();
  bool may_advance() const;
  bool must_go_back() const;
  std::size_t in_a_row(bool Held::*what) const;
  std::string why_advance() const;
  std::string why_stay() const;

  const config::Schedule& schedule_;
  std::size_t stage_ = 0;
  std::vector<Held> run_;  // counted sessions of the stage since it was entered
  std::string reason_ = "no earlier session of these animals counts";
};

std::optional<std::size_t> Walk::find(const std::string& name) const {
  for (std::size_t i = 0; i < schedule_.stages.size(); ++i) {
    if (schedule_.stages[i].name == name) return i;
  }
  return std::nullopt;
}

JudgedSession Walk::take(const PastSession& session) {
  JudgedSession judged;
  judged.stage = find(session.stage);
  judged.due_stage = stage_;
  judged.success = success_of(session.coordinated, session.coordinated.size());
  if (judged.stage) hold(session, judged);
  if (!session.not_planned.empty()) {
    judged.why_not = session.not_planned;
  } else if (!judged.stage) {
    judged.why_not = "the schedule has no stage " + quoted(session.stage) + " now";
  }
  judged.counts = judged.why_not.empty();
  if (!judged.counts) return judged;
  if (*judged.stage != stage_) run_.clear();
  stage_ = *judged.stage;
  run_.push_back({judged.reached, judged.fell_below});
  judged.move = decide();
  return judged;
}

void Walk::hold(const PastSession& session, JudgedSession& judged) const {
  const Stage& stage = schedule_.stages[*judged.stage];
  judged.for_advance = relevant(stage.advance, session.coordinated);
  judged.for_go_back = relevant(stage.go_back, session.coordinated);
  judged.reached = judged.for_advance && reaches(*stage.advance, *judged.for_advance);
  judged.fell_below =
      judged.for_go_back && falls_below(*stage.go_back, *judged.for_go_back);
}

Move Walk::decide() {
  Move move = Move::stay;
  if (may_advance()) {
    reason_ = "on from " + quoted(here().name) + " " + why_advance();
    move = Move::advance;
    ++stage_;
  } else if (must_go_back()) {
    reason_ =
        "back from " + quoted(here().name) + " after " + go_back_text(*here().go_back);
    move = Move::go_back;
    --stage_;
  } else {
    reason_ = why_stay();
  }
  if (move != Move::stay) run_.clear();
  return move;
}

bool Walk::may_advance() const {
  if (stage_ + 1 == schedule_.stages.size()) return false;
  if (here().sessions) return run_.size() >= *here().sessions;
  return here().advance && in_a_row(&Held::reached) >= here().advance->in_a_row;
}

bool Walk::must_go_back() const {
  return stage_ > 0 && here().go_back &&
         in_a_row(&Held::fell_below) >= here().go_back->in_a_row;
}

std::size_t Walk::in_a_row(bool Held::*what) const {
  const auto first_not =
      std::find_if(run_.rbegin(), run_.rend(),
                   [what](const Held& session) { return !(session.*what); });
  return static_cast<std::size_t>(first_not - run_.rbegin());
}

std::string Walk::why_advance() const {
  if (here().sessions) return "after " + counted_sessions(*here().sessions) + " of it";
  return "after " + advance_text(*here().advance);
}

std::string Walk::why_stay() const {
  if (stage_ + 1 == schedule_.stages.size()) return "it is the last stage";
  if (here().sessions) {
    return std::to_string(run_.size()) + " of " + counted_sessions(*here().sessions) +
           " since it was entered";
  }
  if (!here().advance) return "it has neither \"sessions\" nor \"advance\"";
  return "it is left after " + advance_text(*here().advance) +
         (here().advance->in_a_row == 1
              ? ""
              : ", so far " + std::to_string(in_a_row(&Held::reached)));
}

}  // namespace

std::optional<std::uint32_t> Success::permille() const {
  if (decided == 0) return std::nullopt;
  return static_cast<std::uint32_t>(coordinated * 1000 / decided);
}

std::string percent_text(std::uint32_t permille) {
  const std::string tenth =
      permille % 10 == 0 ? "" : "." + std::to_string(permille % 10);
  return std::to_string(permille / 10) + tenth + " %";
}

Progress follow_progress(const config::Schedule& schedule,
                         const std::vector<PastSession>& sessions) {
  Walk walk(schedule);
  Progress progress;
  for (const PastSession& session : sessions) {
    progress.sessions.push_back(walk.take(session));
  }
  progress.next_stage = walk.stage();
  progress.reason = walk.reason();
  return progress;
}

}  // namespace dyad::analysis
