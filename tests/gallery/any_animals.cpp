#include "gallery/any_animals.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <vector>

#include "dyad/core/random.hpp"
#include "dyad/task/engine.hpp"
#include "gallery/judge.hpp"

namespace dyad::gallery {
namespace {

constexpr int kInputs = 150;
constexpr int kDeadlinesInARow = 50;  // some schedules go on for ever by themselves

class AnyAnimals {
 public:
  AnyAnimals(const config::Rig& rig, const task::Plan& plan, std::uint64_t seed);
  std::string play();

 private:
  bool over() const { return engine_.ended() || !broken_.empty(); }

  // Deadlines that are due come first.
  void next_input();
  void pass_deadlines(Time before);
  Time next_time();
  Duration pause_between();
  OperatorAction any_action();
  // Mostly the other way than it is; now and then an edge that was lost before.
  void touch_anything();
  void operate(OperatorAction action);
  void feed_deadline();
  // At the last input's time, or as soon after it as the order of inputs allows.
  void feed(Input input);
  void step_all(const Input& input);
  void compare(task::Engine& other, const Input& input, const char* otherwise);

  const config::Rig& rig_;
  const task::Plan& plan_;
  Random random_;
  task::Engine engine_;
  task::Engine twin_;
  std::optional<task::Engine> copy_;
  Judge judge_;
  std::uint32_t copy_at_;
  std::vector<ChannelIndex> inputs_;
  std::array<bool, kMaxChannels> active_{};
  Input last_;
  Time last_fed_ = Time::long_ago();
  std::uint64_t sequence_ = 0;
  task::Output out_;
  task::Output other_out_;
  std::string broken_;
};

AnyAnimals::AnyAnimals(const config::Rig& rig, const task::Plan& plan,
                       std::uint64_t seed)
    : rig_(rig),
      plan_(plan),
      random_(seed, 77),
      engine_(plan, seed),
      twin_(plan, seed),
      judge_(rig, plan),
      copy_at_(random_.below(kInputs)) {
  for (ChannelIndex i = 0; i < rig.channels.size(); ++i) {
    if (!config::is_output(rig.channels[i].kind)) inputs_.push_back(i);
  }
}

std::string AnyAnimals::play() {
  operate(OperatorAction::start);
  for (int i = 0; i < kInputs && !over(); ++i) {
    if (i == static_cast<int>(copy_at_)) copy_ = engine_;
    next_input();
  }
  pass_deadlines(Time::never());
  while (!over() && *engine_.next_deadline() <= last_.time) feed_deadline();
  if (!over()) {
    last_.time = last_.time + Duration::from_us(1);
    operate(OperatorAction::end);
  }
  // Nothing follows the end.
  for (int i = 0; i < 3 && broken_.empty(); ++i) {
    last_.time = last_.time + pause_between();
    touch_anything();
  }
  return broken_;
}

void AnyAnimals::next_input() {
  const Time at = next_time();
  pass_deadlines(at);
  if (over()) return;
  last_.time = std::min(std::max(last_.time, at), *engine_.next_deadline());
  if (random_.below(100) < 8) {
    operate(any_action());
  } else {
    touch_anything();
  }
}

void AnyAnimals::pass_deadlines(Time before) {
  int left = kDeadlinesInARow;
  while (!over() && left-- > 0 && *engine_.next_deadline() < before) feed_deadline();
}

Time AnyAnimals::next_time() {
  const std::uint32_t how = random_.below(100);
  const Time due = *engine_.next_deadline();
  const bool near = due < last_.time + Duration::from_s(20);
  if (how < 30) return last_.time;
  if (how < 40 && near) return due;
  if (how < 45 && near) return due + Duration::from_us(1);
  return last_.time + pause_between();
}

Duration AnyAnimals::pause_between() {
  constexpr std::array<std::int64_t, 12> kLongestUs{
      3,       1'000,     1'000,     100'000,   100'000,    300'000,
      300'000, 1'000'000, 1'000'000, 3'000'000, 10'000'000, 100'000'000};
  const std::int64_t longest = kLongestUs.at(random_.below(kLongestUs.size()));
  return Duration::from_us(random_.between(1, longest));
}

OperatorAction AnyAnimals::any_action() {
  constexpr std::array<OperatorAction, 15> kActions{OperatorAction::give_reward,
                                                    OperatorAction::give_reward,
                                                    OperatorAction::give_reward,
                                                    OperatorAction::pause,
                                                    OperatorAction::resume,
                                                    OperatorAction::resume,
                                                    OperatorAction::resume,
                                                    OperatorAction::device_lost,
                                                    OperatorAction::device_back,
                                                    OperatorAction::device_back,
                                                    OperatorAction::device_back,
                                                    OperatorAction::mark_lost_input,
                                                    OperatorAction::mark_late_input,
                                                    OperatorAction::pause,
                                                    OperatorAction::end};
  return kActions.at(random_.below(random_.below(4) == 0 ? 15 : 14));
}

void AnyAnimals::touch_anything() {
  constexpr std::array<std::int64_t, 4> kUncertainUs{0, 100, 5'000, 1'000'000};
  Input input;
  input.channel = inputs_[random_.below(static_cast<std::uint32_t>(inputs_.size()))];
  bool& active = active_.at(input.channel);
  if (random_.below(100) < 90) active = !active;
  input.active = active;
  input.source = rig_.channels[input.channel].device;
  input.uncertainty = Duration::from_us(kUncertainUs.at(random_.below(4)));
  feed(input);
}

void AnyAnimals::operate(OperatorAction action) {
  Input input;
  input.kind = InputKind::operator_action;
  input.action = action;
  if (action == OperatorAction::give_reward) {
    const auto seats = static_cast<std::uint32_t>(rig_.subject_count());
    input.subject = static_cast<SubjectIndex>(random_.below(seats));
    if ((plan_.present >> input.subject & 1U) == 0) return;
    input.volume_nl = 1 + random_.below(5000);
    input.open = Duration::from_us(random_.between(1, 100'000));
  }
  feed(input);
}

void AnyAnimals::feed_deadline() {
  Input input;
  input.kind = InputKind::deadline;
  last_.time = *engine_.next_deadline();
  feed(input);
}

void AnyAnimals::feed(Input input) {
  input.time = last_.time;
  input.sequence = ++sequence_;
  if (std::tie(input.kind, input.source) < std::tie(last_.kind, last_.source) &&
      input.time == last_fed_) {
    input.time = input.time + Duration::from_us(1);
    const auto due = engine_.next_deadline();
    if (due && *due < input.time) return;
  }
  last_ = input;
  last_fed_ = input.time;
  if (judge_.refuses(engine_, input)) {
    broken_ = judge_.broken();
    return;
  }
  step_all(input);
}

void AnyAnimals::step_all(const Input& input) {
  const bool was_over = engine_.ended();
  out_.clear();
  engine_.step(input, out_);
  judge_.look(input, out_, engine_, was_over);
  broken_ = judge_.broken();
  compare(twin_, input, "a second engine decides otherwise");
  if (copy_) compare(*copy_, input, "a copy of the engine decides otherwise");
}

void AnyAnimals::compare(task::Engine& other, const Input& input,
                         const char* otherwise) {
  other_out_.clear();
  other.step(input, other_out_);
  const bool same = out_.notes == other_out_.notes &&
                    out_.commands == other_out_.commands &&
                    engine_.next_deadline() == other.next_deadline();
  if (!same && broken_.empty()) broken_ = otherwise;
}

}  // namespace

std::string broken_promise(const config::Rig& rig, const task::Plan& plan,
                           std::uint64_t seed) {
  return AnyAnimals(rig, plan, seed).play();
}

}  // namespace dyad::gallery
