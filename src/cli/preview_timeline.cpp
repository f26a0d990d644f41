#include "dyad/cli/preview_timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "dyad/cli/preview_canvas.hpp"
#include "dyad/cli/preview_words.hpp"

namespace dyad::cli::preview {
namespace {

using config::Contingency;
using config::TaskEvent;
using config::TrialRule;
using Seats = std::vector<std::string>;

constexpr std::int64_t kLargestScale = 4;
constexpr std::size_t kFlagColumns = 6;  // of the last flag
constexpr std::int64_t kLongest = 40;    // of a segment or a mark, in columns

// By the square root of the time, `scale` columns for 0.1 s.
std::size_t columns_for(Duration time, std::int64_t scale) {
  const std::int64_t square = time.us() / 1000 * scale * scale / 100;
  std::int64_t root = 0;
  while ((root + 1) * (root + 1) <= square && root < kLongest) ++root;
  return static_cast<std::size_t>(root);
}

// A stretch of the trial between two instants of note.
struct Segment {
  std::string flag;  // what happens at its beginning
  std::string label;
  std::size_t columns = 0;
  std::size_t sure = 0;  // that many for certain; the rest as it comes
  std::size_t least() const {
    return std::max(columns_of(label) + 2, columns_of(flag) + 2);
  }
};

class Drawing {
 public:
  Drawing(const TrialRule& rule, const Seats& present, std::size_t columns)
      : rule_(rule), present_(present), canvas_(columns) {
    // As large as there is room for.
    scale_ = kLargestScale;
    plan();
    while (scale_ > 1 && at(segments_.size() - 1) + kFlagColumns > columns) {
      --scale_;
      plan();
    }
  }

  std::vector<std::string> draw() {
    draw_phases();
    draw_initiation();
    for (std::size_t i = 0; i < present_.size(); ++i) draw_response(i);
    for (std::size_t i = 0; i < present_.size(); ++i) draw_water(i);
    draw_outputs();
    return canvas_.lines();
  }

 private:
  bool overlaps() const { return rule_.response == config::ResponseKind::overlap; }
  bool has_window() const { return rule_.needed.value_or(present_.size()) > 1; }

  void add(std::string flag, std::string label, Duration sure, Duration longest) {
    Segment segment{std::move(flag), std::move(label)};
    segment.sure = columns_for(sure, scale_);
    segment.columns = std::max(columns_for(longest, scale_), segment.least());
    if (sure == longest) segment.sure = segment.columns;
    segments_.push_back(segment);
  }
  void add_open(std::string flag, std::string label) {
    add(std::move(flag), std::move(label), Duration(), Duration::from_us(1));
  }

  void plan();
  void plan_beginning();
  void plan_end();
  std::size_t at(std::size_t segment) const;

  void draw_phases();
  void draw_initiation();
  void draw_response(std::size_t seat);
  void draw_water(std::size_t seat);
  void draw_outputs();
  void draw_output(const config::OutputBinding& output);
  void mark(const std::string& label, std::size_t column, Duration length,
            const std::string& text);

  // Who is drawn as the first to respond.
  std::size_t first() const {
    const auto leader = std::find(present_.begin(), present_.end(), rule_.order.leader);
    return leader == present_.end()
               ? 0
               : static_cast<std::size_t>(leader - present_.begin());
  }
  std::size_t responds_at(std::size_t seat) const {
    return at(seat == first() ? first_ : outcome_);
  }
  std::optional<std::size_t> paid_at(std::size_t seat) const;
  std::string water_text(std::size_t seat) const;
  std::vector<std::size_t> columns_of_event(const config::OutputBinding& output) const;

  const TrialRule& rule_;
  const Seats& present_;
  Canvas canvas_;
  std::vector<Segment> segments_;
  std::int64_t scale_ = 1;
  // Which segment begins with it.
  std::size_t ready_ = 0;
  std::size_t first_ = 0;
  std::size_t outcome_ = 0;
  std::size_t reward_ = 0;
  std::size_t iti_ = 0;
};

void Drawing::plan_beginning() {
  const config::Initiation& initiation = rule_.initiation;
  std::string flag = "start";
  if (initiation.kind == config::InitiationKind::zones) {
    add_open(flag, initiation.hold > Duration() ? "zones " + time_words(initiation.hold)
                                                : "zones");
    flag = "open";
  } else if (initiation.kind == config::InitiationKind::poke) {
    add_open(flag, "initiation");
    flag = "open";
  }
  ready_ = segments_.size();
  add_open(flag, rule_.response_limit ? "≤ " + time_words(*rule_.response_limit)
                                      : "any time");
  first_ = segments_.size();
}

void Drawing::plan_end() {
  outcome_ = segments_.size();
  std::string flag = has_window() ? "last" : "response";
  if (rule_.reward_delay > Duration()) {
    add(flag, "delay " + time_words(rule_.reward_delay), rule_.reward_delay,
        rule_.reward_delay);
    flag = "reward";
  }
  reward_ = segments_.size();
  if (rule_.reward_pulses > 1) {
    const Duration pulses = rule_.reward_gap * (rule_.reward_pulses - 1);
    add(flag, fmt::format("{} pulses", rule_.reward_pulses), pulses, pulses);
    flag = "end";
  }
  iti_ = segments_.size();
  const config::Interval& iti =
      rule_.iti[static_cast<std::size_t>(Outcome::coordinated)];
  if (iti.high > Duration()) {
    add(flag, "ITI " + span_words(iti.low, iti.high), iti.low, iti.high);
    flag = "next";
  }
  segments_.push_back({flag == "next" ? flag : flag + ", next", "", 1, 1});
}

void Drawing::plan() {
  segments_.clear();
  plan_beginning();
  if (has_window()) {
    if (rule_.window >= TrialRule::kUnlimited) {
      add_open("first", "any time");
    } else {
      add("first", "window " + time_words(rule_.window), rule_.window, rule_.window);
    }
  }
  plan_end();
}

std::size_t Drawing::at(std::size_t segment) const {
  std::size_t column = 0;
  for (std::size_t i = 0; i < segment; ++i) column += segments_[i].columns;
  return column;
}

void Drawing::draw_phases() {
  const std::size_t flags = canvas_.row("");
  const std::size_t phases = canvas_.row("phase");
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    const std::size_t from = at(i);
    canvas_.put(flags, from, segment.flag);
    const std::size_t to = from + segment.columns;
    canvas_.fill(phases, from, to, "╌");
    canvas_.fill(phases, from, from + segment.sure, "─");
    canvas_.put(phases, from, i + 1 == segments_.size() ? "┤" : i == 0 ? "├" : "┼");
    if (segment.label.empty()) continue;
    const std::size_t free = segment.columns - 1 - columns_of(segment.label);
    canvas_.put(phases, from + 1 + free / 2, segment.label);
  }
}

void Drawing::draw_initiation() {
  const config::Initiation& initiation = rule_.initiation;
  if (initiation.kind == config::InitiationKind::cue) {
    mark(initiation.cue_channel, 0, initiation.cue_pulse,
         time_words(initiation.cue_pulse));
  } else if (initiation.kind == config::InitiationKind::zones) {
    const std::size_t row = canvas_.row("zones");
    canvas_.fill(row, std::min<std::size_t>(3, at(ready_)), at(ready_), "━");
  } else if (initiation.kind == config::InitiationKind::poke) {
    canvas_.put(canvas_.row("initiation"), at(ready_), "●");
  }
}

void Drawing::draw_response(std::size_t seat) {
  const std::size_t row = canvas_.row(present_[seat]);
  const bool leads = seat == first();
  const std::size_t column = responds_at(seat);
  const std::size_t hold = std::max<std::size_t>(columns_for(rule_.hold, scale_), 1);
  if (overlaps()) {
    const std::size_t end = at(outcome_);
    canvas_.fill(row, leads ? column : end - std::min(hold, end - at(first_)), end,
                 "━");
    if (!leads)
      canvas_.fill(row, at(first_), end - std::min(hold, end - at(first_)), "·");
    canvas_.put(row, end, "●");
    return;
  }
  if (!leads && has_window()) canvas_.fill(row, at(first_) + 1, column, "·");
  if (rule_.response == config::ResponseKind::held) {
    canvas_.fill(row, column - std::min(hold, column), column, "━");
  }
  canvas_.put(row, column, "●");
}

// None: never in a trial as drawn.
std::optional<std::size_t> Drawing::paid_at(std::size_t seat) const {
  const std::size_t last = present_.size() - 1 == first() && present_.size() > 1
                               ? present_.size() - 2
                               : present_.size() - 1;
  switch (rule_.contingency) {
    case Contingency::individual:
      return responds_at(seat);
    case Contingency::either:
      return at(first_);
    case Contingency::altruistic:
      return responds_at((seat + present_.size() - 1) % present_.size());
    case Contingency::first_only:
      if (seat != first()) return std::nullopt;
      return at(reward_);
    case Contingency::last_only:
      if (seat != last) return std::nullopt;
      return at(reward_);
    default:
      return at(reward_);
  }
}

std::string Drawing::water_text(std::size_t seat) const {
  if (rule_.contingency == Contingency::matrix) return "by the joint choice";
  const std::string& name = present_[seat];
  std::string text = volume_words(rule_.reward.nl.of(name));
  if (rule_.reward_pulses > 1) text = fmt::format("{} × {}", rule_.reward_pulses, text);
  const std::uint32_t permille = rule_.reward.permille.of(name);
  if (permille < 1000) text += ", " + percent_words(permille);
  if (rule_.contingency == Contingency::in_turn) text += " in turn";
  const bool at_response = !config::pays_at_outcome(rule_.contingency);
  if (at_response && rule_.reward_delay > Duration()) {
    text += " after " + time_words(rule_.reward_delay);
  }
  return text;
}

void Drawing::draw_water(std::size_t seat) {
  const bool unpaid = rule_.contingency != Contingency::matrix &&
                      rule_.reward.nl.of(present_[seat]) == 0;
  const auto column = paid_at(seat);
  if (!column || unpaid || rule_.catch_trial) return;
  const std::size_t row = canvas_.row("water " + present_[seat]);
  std::size_t end = *column;
  const bool in_segment = rule_.reward_pulses > 1 && *column == at(reward_);
  const std::size_t gap =
      in_segment
          ? std::max<std::size_t>(segments_[reward_].columns / rule_.reward_pulses, 1)
          : 1;
  const unsigned marks = in_segment ? rule_.reward_pulses : 1;
  for (unsigned i = 0; i < marks; ++i) {
    end = *column + i * gap;
    canvas_.put(row, end, "█");
  }
  (void)canvas_.put_if_free(row, end + 2, water_text(seat));
}

void Drawing::mark(const std::string& label, std::size_t column, Duration length,
                   const std::string& text) {
  const std::size_t row = canvas_.row(label);
  const std::size_t columns = columns_for(length, scale_);
  if (columns == 0) canvas_.put(row, column, "▌");
  canvas_.fill(row, column, column + columns, "█");
  const std::size_t end = column + std::max<std::size_t>(columns, 1);
  (void)canvas_.put_if_free(row, end + 1, text);
}

// Those of a trial as it is drawn.
std::vector<std::size_t> Drawing::columns_of_event(
    const config::OutputBinding& output) const {
  std::vector<std::size_t> columns;
  const auto of_seats = [&](const auto& column_of) {
    for (std::size_t i = 0; i < present_.size(); ++i) {
      if (!output.subject.empty() && output.subject != present_[i]) continue;
      if (const std::optional<std::size_t> column = column_of(i)) {
        columns.push_back(*column);
      }
    }
  };
  switch (output.at) {
    case TaskEvent::trial_start:
      return {0};
    case TaskEvent::initiated:
      return {at(ready_)};
    case TaskEvent::window_open:
      return {at(first_)};
    case TaskEvent::coordinated:
      return {at(outcome_)};
    case TaskEvent::iti_start:
      if (iti_ + 1 < segments_.size()) columns.push_back(at(iti_));
      return columns;
    case TaskEvent::response:
      of_seats([&](std::size_t i) { return std::optional(responds_at(i)); });
      break;
    case TaskEvent::reward:
      if (!rule_.catch_trial) of_seats([&](std::size_t i) { return paid_at(i); });
      break;
    default:
      break;
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

void Drawing::draw_output(const config::OutputBinding& output) {
  for (const std::size_t column : columns_of_event(output)) {
    if (output.barcode.bits == 0) {
      mark(output.channel, column, output.pulse, time_words(output.pulse));
      continue;
    }
    const std::size_t row = canvas_.row(output.channel);
    canvas_.put(row, column, "▌ ▌▌ ▌");
    (void)canvas_.put_if_free(row, column + 7,
                              fmt::format("{} bits", output.barcode.bits));
  }
}

void Drawing::draw_outputs() {
  for (const config::OutputBinding& output : rule_.outputs) draw_output(output);
}

std::size_t label_columns(const TrialRule& rule, const Seats& present) {
  std::size_t columns = columns_of("initiation");
  for (const std::string& seat : present) {
    columns = std::max(columns, columns_of("water " + seat));
  }
  for (const config::OutputBinding& output : rule.outputs) {
    columns = std::max(columns, columns_of(output.channel));
  }
  return std::max(columns, columns_of(rule.initiation.cue_channel)) + 2;
}

}  // namespace

std::vector<std::string> timeline(const TrialRule& rule, const Seats& present,
                                  std::size_t width) {
  const std::size_t labels = label_columns(rule, present);
  return Drawing(rule, present, width - std::min(labels, width / 2)).draw();
}

}  // namespace dyad::cli::preview
