#include "task/oracle_draws.hpp"

#include <algorithm>

namespace dyad::task::oracle {

void Draws::object(TrialNumber trial, const std::string& what) const {
  objections_.push_back("trial " + std::to_string(trial) + ": " + what);
}

std::int64_t Draws::interval(const config::Interval& interval, TrialNumber trial,
                             Moment at) {
  std::int64_t drawn = 0;
  for (std::size_t i = intervals_to_; i < said_.size(); ++i) {
    const auto* iti = std::get_if<note::ItiStart>(&said_[i].body);
    const bool this_one = iti != nullptr && said_[i].trial == trial;
    if (!this_one || said_[i].time.us() != at.time) continue;
    drawn = iti->until.us() - at.time;
    intervals_to_ = i + 1;
    break;
  }
  if (interval.is_fixed()) return interval.low.us();
  const Duration took = Duration::from_us(drawn);
  const auto& list = interval.list;
  const bool permitted = interval.kind == config::Interval::Kind::list
                             ? std::find(list.begin(), list.end(), took) != list.end()
                             : interval.low <= took && took <= interval.high;
  if (!permitted) object(trial, "an interval of " + std::to_string(drawn) + " us");
  return drawn;
}

bool Draws::withheld(TrialNumber trial, SubjectIndex subject,
                     WithheldReason reason) const {
  return std::any_of(said_.begin(), said_.end(), [&](const Note& note) {
    const auto* said = std::get_if<note::RewardWithheld>(&note.body);
    return said != nullptr && note.trial == trial && said->subject == subject &&
           said->reason == reason;
  });
}

bool Draws::chance(std::uint32_t permille, TrialNumber trial,
                   SubjectIndex subject) const {
  if (permille == 0 || permille == 1000) return permille == 1000;
  return !withheld(trial, subject, WithheldReason::chance);
}

bool Draws::said_to_be_met(TrialNumber trial) const {
  return !withheld(trial, kNoSubject, WithheldReason::requirement);
}

const note::TrialStart* Draws::start_of(TrialNumber trial) const {
  for (const Note& note : said_) {
    const auto* start = std::get_if<note::TrialStart>(&note.body);
    if (start != nullptr && note.trial == trial) return start;
  }
  return nullptr;
}

void Requirement::begin(const config::Reinforcement& rule, std::int64_t base) {
  rule_ = &rule;
  ways_ = {Way{.base = base}};
}

namespace {

using Kind = config::ReinforcementKind;

// Whether a time above `above`, and at most `most` if that is given, can be drawn.
bool can_draw(const config::Interval& interval, std::int64_t above,
              std::optional<std::int64_t> most) {
  const auto fits = [&](std::int64_t us) {
    return us > above && (!most || us <= *most);
  };
  if (interval.kind == config::Interval::Kind::list) {
    return std::any_of(interval.list.begin(), interval.list.end(),
                       [&](Duration d) { return fits(d.us()); });
  }
  const std::int64_t least = std::max(interval.low.us(), above + 1);
  return least <= interval.high.us() && fits(least);
}

struct Possible {
  bool met = false;
  bool unmet = false;
};

Possible possible(const config::Reinforcement& rule, std::uint32_t units,
                  std::int64_t base, std::int64_t above, std::int64_t time) {
  switch (rule.kind) {
    case Kind::fixed_ratio:
      return {units == rule.n, units < rule.n};
    case Kind::variable_ratio:
      return {units <= 2 * rule.n - 1, units < 2 * rule.n - 1};
    case Kind::random_ratio:
      return {true, rule.n > 1};
    default:
      return {can_draw(rule.interval, above, time - base),
              can_draw(rule.interval, std::max(above, time - base), {})};
  }
}

}  // namespace

void Requirement::grow(const Way& way, std::int64_t time, std::vector<Way>& met,
                       std::vector<Way>& unmet) const {
  if (rule_->kind == Kind::yoked) {
    Way after = way;
    while (after.units < rule_->times.size() &&
           rule_->times[after.units].us() <= time) {
      ++after.units;
    }
    (after == way ? unmet : met).push_back(after);
    return;
  }
  const bool tandem = rule_->kind == Kind::tandem;
  const config::Reinforcement& rule = tandem ? rule_->parts[way.part] : *rule_;
  const Possible can = possible(rule, way.units + 1, way.base, way.above, time);
  if (can.unmet) {
    const std::int64_t above = std::max(way.above, time - way.base);
    unmet.push_back({way.part, way.units + 1, way.base, above});
  }
  if (!can.met) return;
  if (tandem && way.part + 1 < rule_->parts.size()) {
    unmet.push_back({way.part + 1, 0, time, -1});
  } else {
    met.push_back({0, 0, time, -1});
  }
}

bool Requirement::unit(std::int64_t time, bool met) {
  std::vector<Way> ways_met;
  std::vector<Way> ways_unmet;
  for (const Way& way : ways_) grow(way, time, ways_met, ways_unmet);
  ways_ = met ? ways_met : ways_unmet;
  std::sort(ways_.begin(), ways_.end());
  ways_.erase(std::unique(ways_.begin(), ways_.end()), ways_.end());
  return !ways_.empty();
}

}  // namespace dyad::task::oracle
