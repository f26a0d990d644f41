#include "task/story.hpp"

#include <utility>

namespace dyad::task {
namespace {

std::string number(std::int64_t n) { return std::to_string(n); }

std::string body_text(const note::TrialStart& body) {
  std::string text;
  if (body.block != kNoBlock) text += " block=" + number(body.block);
  for (const LevelIndex level : body.levels) {
    if (level != kNoLevel) text += " level=" + number(level);
  }
  if (body.target != kNoChoice) text += " target=" + number(body.target);
  return text + (body.catch_trial ? " catch" : "");
}
std::string body_text(const note::Initiated& body) {
  return body.subject == kNoSubject ? "" : " by=" + number(body.subject);
}
std::string body_text(const note::RewardWithheld& body) {
  return " " + std::string(to_text(body.reason)) +
         (body.subject == kNoSubject ? "" : " " + number(body.subject));
}
std::string body_text(const note::ItiExtended& body) {
  return " until=" + number(body.until.us());
}
std::string body_text(const note::WindowOpen& body) {
  return " first=" + number(body.first) + " closes=" + number(body.closes_at.us());
}
std::string body_text(const note::Response& body) {
  std::string text = " " + number(body.subject) + " " + std::string(to_text(body.role));
  if (body.dt) {
    text += " dt=" + number(body.dt->us()) + "+-" + number(body.dt_uncertainty.us());
  }
  if (body.choice != kNoChoice) text += " choice=" + number(body.choice);
  return text;
}
std::string body_text(const note::TrialOutcome& body) {
  std::string text = " " + std::string(to_text(body.outcome));
  if (body.first != kNoSubject) text += " first=" + number(body.first);
  for (std::size_t i = 0; i < kMaxSubjects; ++i) {
    if (!body.latency[i]) continue;
    text += " " + std::to_string(i) + ":" + number(body.latency[i]->us());
    if (body.choices[i] != kNoChoice) text += "(" + number(body.choices[i]) + ")";
  }
  if (body.dt) {
    text += " dt=" + number(body.dt->us()) + "+-" + number(body.dt_uncertainty.us());
  }
  return text + (body.ambiguous ? " ambiguous" : "");
}
std::string body_text(const note::Ambiguous& body) {
  return " " + std::string(to_text(body.reason));
}
std::string body_text(const note::ItiStart& body) {
  return " until=" + number(body.until.us());
}
std::string body_text(const note::Paused& body) {
  return " " + std::string(to_text(body.reason));
}
std::string body_text(const note::SessionEnd& body) {
  return " " + std::string(to_text(body.reason));
}
template <typename Body>
std::string body_text(const Body&) {
  return "";
}

}  // namespace

Plan pair_plan(std::size_t subjects) {
  Plan plan;
  plan.subjects = subjects;
  for (SubjectIndex i = 0; i < subjects; ++i) {
    plan.subject_of[i] = i;
    plan.rule().operanda |= ChannelMask{1} << i;
    plan.valves[i] = static_cast<ChannelIndex>(10 + i);
    plan.rule().rewards[i] = {Duration::from_ms(40), 4000};
  }
  plan.present = plan.live = static_cast<SubjectMask>((1U << subjects) - 1U);
  plan.rule().needed = subjects;
  plan.rule().window = Duration::from_ms(750);
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_s(1)));
  plan.duration = Duration::from_s(60);
  return plan;
}

void add_choices(Plan& plan) {
  plan.subject_of[2] = 0;
  plan.subject_of[3] = 1;
  TrialPlan& rule = plan.rule();
  rule.operanda = 0b1111;
  rule.choices = 2;
  rule.choice_of[0] = rule.choice_of[1] = 0;
  rule.choice_of[2] = rule.choice_of[3] = 1;
}

std::string text_of(const Note& note) {
  return number(note.time.us()) + " #" + number(note.trial) + " " +
         std::string(note::kNames[note.body.index()]) +
         std::visit([](const auto& body) { return body_text(body); }, note.body);
}

std::string text_of(const Command& command) {
  std::string text =
      number(command.time.us()) + " #" + number(command.trial) + " " +
      std::string(to_text(command.kind)) + " token=" + number(command.token) + " ch" +
      number(command.channel) + " " + number(command.duration.us()) + "us";
  if (gives_water(command.kind)) {
    text += " to " + number(command.subject) + " " + number(command.volume_nl) + "nl";
  }
  return text;
}

Story::Story(Plan plan, std::uint64_t seed)
    : plan_(std::move(plan)), engine_(plan_, seed) {
  tell(OperatorAction::start, 0);
}

Story& Story::poke(SubjectIndex subject, std::int64_t us, std::int64_t uncertainty_us) {
  feed_deadlines_before(Time::from_us(us));
  Input input;
  input.time = Time::from_us(us);
  input.source = 0;
  input.channel = subject;
  input.active = true;
  input.uncertainty = Duration::from_us(uncertainty_us);
  feed(input);
  return *this;
}

Story& Story::edge(ChannelIndex channel, bool active, std::int64_t us) {
  feed_deadlines_before(Time::from_us(us));
  Input input;
  input.time = Time::from_us(us);
  input.source = 0;
  input.channel = channel;
  input.active = active;
  feed(input);
  return *this;
}

Story& Story::give(SubjectIndex subject, std::int64_t us) {
  feed_deadlines_before(Time::from_us(us));
  Input input;
  input.time = Time::from_us(us);
  input.kind = InputKind::operator_action;
  input.action = OperatorAction::give_reward;
  input.subject = subject;
  input.volume_nl = 4000;
  input.open = Duration::from_ms(40);
  feed(input);
  return *this;
}

Story& Story::tell(OperatorAction action, std::int64_t us) {
  feed_deadlines_before(Time::from_us(us));
  Input input;
  input.time = Time::from_us(us);
  input.kind = InputKind::operator_action;
  input.action = action;
  feed(input);
  return *this;
}

Story& Story::until(std::int64_t us) {
  feed_deadlines_before(Time::from_us(us + 1));
  return *this;
}

void Story::feed_deadlines_before(Time time) {
  while (engine_.next_deadline() && *engine_.next_deadline() < time) {
    Input input;
    input.time = *engine_.next_deadline();
    input.kind = InputKind::deadline;
    feed(input);
  }
}

void Story::feed(Input input) {
  input.sequence = ++sequence_;
  out_.clear();
  engine_.step(input, out_);
  for (const Note& note : out_.notes) notes_.push_back(text_of(note));
  for (const Command& command : out_.commands) commands_.push_back(text_of(command));
}

std::vector<std::string> Story::notes() { return std::exchange(notes_, {}); }
std::vector<std::string> Story::commands() { return std::exchange(commands_, {}); }

Story begun(const Plan& plan) {
  Story story(plan);
  story.notes();
  story.commands();
  return story;
}

}  // namespace dyad::task
