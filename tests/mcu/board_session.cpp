#include "mcu/board_session.hpp"

#include <algorithm>
#include <utility>

namespace dyad::mcu_test {
namespace {

// The loop of a live session sleeps no longer than this.
constexpr std::int64_t kLongestSleep_us = 10'000;

class WireStream final : public link::ByteStream {
 public:
  explicit WireStream(WireBytes& bytes) : bytes_(bytes) {}

  int descriptor() const override { return -1; }
  Result<std::size_t> read(std::span<std::uint8_t> into) override {
    if (!bytes_.plugged) return Error{"the cable is out", ""};
    const std::size_t size = std::min(into.size(), bytes_.to_host.size());
    std::copy_n(bytes_.to_host.begin(), size, into.begin());
    bytes_.to_host.erase(bytes_.to_host.begin(),
                         bytes_.to_host.begin() + static_cast<std::ptrdiff_t>(size));
    return size;
  }
  Status write(std::span<const std::uint8_t> bytes) override {
    if (!bytes_.plugged) return Error{"the cable is out", ""};
    bytes_.to_board.insert(bytes_.to_board.end(), bytes.begin(), bytes.end());
    return Ok{};
  }

 private:
  WireBytes& bytes_;
};

config::Channel channel(const std::string& name, config::ChannelKind kind,
                        const std::string& line) {
  config::Channel made;
  made.name = name;
  made.kind = kind;
  made.line = line;
  return made;
}

config::Channel poke_channel(SubjectIndex subject) {
  const std::string number = std::to_string(subject);
  config::Channel poke =
      channel("poke_" + number, config::ChannelKind::poke, "in" + number);
  poke.subject = subject;
  poke.active_low = true;
  poke.debounce = {Duration::from_us(500), Duration::from_us(2'000)};
  return poke;
}

config::Channel valve_channel(SubjectIndex subject) {
  const std::string number = std::to_string(subject);
  config::Channel valve =
      channel("valve_" + number, config::ChannelKind::reward_valve, "out" + number);
  valve.subject = subject;
  valve.valve.calibration = {{Duration::from_ms(30), 4'000}};
  valve.valve.max_open = Duration::from_ms(200);
  valve.valve.budget_open = Duration::from_s(6);
  return valve;
}

}  // namespace

config::Rig board_rig(Second second) {
  config::Rig rig;
  rig.name = "simulated board";
  rig.seats = {"left", "right"};
  rig.devices.push_back({"uno", config::McuDevice{.port = "/dev/none"}});
  for (SubjectIndex i = 0; i < 2; ++i) rig.channels.push_back(poke_channel(i));
  for (SubjectIndex i = 0; i < 2; ++i) rig.channels.push_back(valve_channel(i));
  rig.channels.push_back(channel("light", config::ChannelKind::cue_light, "out4"));
  if (second == Second::none) return rig;
  rig.devices.push_back({"pi", config::SimDevice{}});
  config::Channel sync =
      channel("sync_in", config::ChannelKind::generic_input, "GPIO5");
  sync.device = 1;
  rig.channels.push_back(sync);
  if (second != Second::sync_line) return rig;
  std::get<config::McuDevice>(rig.devices[0].kind).sync_channel =
      static_cast<ChannelIndex>(rig.channels.size() - 1);
  return rig;
}

task::Plan board_plan(const config::Rig& rig) {
  config::Stage stage;
  stage.name = "test";
  stage.limits.duration = Duration::from_s(2 * 3600);
  config::TrialRule& rule = stage.rules.emplace_back();
  rule.window = Duration::from_ms(750);
  rule.reward.nl.all = 4'000;
  rule.iti.fill({Duration::from_s(1), Duration::from_s(1)});
  config::Schedule schedule;
  schedule.stages = {stage};
  return task::make_plan(rig, schedule, 0);
}

BoardSession::BoardSession(const Options& options)
    : rig_(board_rig(options.second)),
      plan_(board_plan(rig_)),
      clock_(Time::from_us(-kLead_us)),
      board_(DYAD_FIRMWARE_ELF) {
  std::get<config::McuDevice>(rig_.devices[0].kind).reflex = options.reflex;
  for (config::Channel& channel : rig_.channels) {
    channel.valve.budget_open = options.budget;
  }
  for (unsigned i = 0; i < 2; ++i) board_.set_input(i, true);
  const auto open = [this]() -> Result<std::unique_ptr<link::ByteStream>> {
    if (!bytes_.plugged) return Error{"no such port", ""};
    return std::unique_ptr<link::ByteStream>(std::make_unique<WireStream>(bytes_));
  };
  device_ = std::make_unique<device::McuDevice>(rig_, SourceIndex{0}, clock_, open,
                                                std::uint16_t{0x1234});
  std::vector<device::Device*> devices{device_.get()};
  if (options.second != Second::none) devices.push_back(&gpio_);
  session_ =
      std::make_unique<session::Session>(session::Session::Parts{.rig = rig_,
                                                                 .plan = plan_,
                                                                 .seed = 1,
                                                                 .devices = devices,
                                                                 .log = sink_,
                                                                 .on_fault = {}});
  lockstep_ = std::make_unique<firmware_test::Lockstep>(board_, *this, options.wire);
  if (options.second == Second::sync_line) wire_sync_line();
}

// The Pi stamps a rise up to 50 µs late, and hands it out a millisecond later.
void BoardSession::wire_sync_line() {
  board_.on_output_change([this](const firmware_test::OutputChange& change) {
    if (change.output != firmware_test::kSyncLine || !change.active) return;
    const std::int64_t stamp = session_us(change.cycle) + gpio_lateness_.between(0, 49);
    const ChannelIndex sync =
        std::get<config::McuDevice>(rig_.devices[0].kind).sync_channel;
    Input rise = gpio_.onset(1, sync, stamp);
    rise.uncertainty = Duration::from_us(50);
    gpio_.inputs.emplace_back(rise, Time::from_us(stamp + 1'000));
  });
}

void BoardSession::run_until(std::int64_t session_us) {
  lockstep_->run_until(session_us + kLead_us);
}

void BoardSession::poke(std::int64_t session_us, unsigned input,
                        std::int64_t length_us) {
  schedule_input(session_us, input, false);
  schedule_input(session_us + length_us, input, true);
}

std::vector<Fault> BoardSession::faults(FaultKind kind) const {
  std::vector<Fault> found;
  for (const Fault& fault : sink_.all<Fault>()) {
    if (fault.kind == kind) found.push_back(fault);
  }
  return found;
}

void BoardSession::receive(std::span<const std::uint8_t> bytes, std::int64_t now_us) {
  bytes_.to_host.insert(bytes_.to_host.end(), bytes.begin(), bytes.end());
  next_us_ = now_us;
}

void BoardSession::wake(std::int64_t now_us, std::vector<std::uint8_t>& out) {
  const Time now = Time::from_us(now_us - kLead_us);
  clock_.set(now);
  if (!begun_) {
    warm_up(now);
  } else {
    session_->pump(now);
  }
  out.insert(out.end(), bytes_.to_board.begin(), bytes_.to_board.end());
  bytes_.to_board.clear();
  std::int64_t next = now_us + kLongestSleep_us;
  const auto wakeup = begun_ ? session_->next_wakeup() : device_->next_wakeup();
  if (wakeup) next = std::min(next, wakeup->us() + kLead_us);
  next_us_ = std::max(next, now_us + 1);
}

void BoardSession::warm_up(Time now) {
  device::Report report;
  device_->poll(now, report);
  gpio_.poll(now, report);
  for (const Input& input : report.inputs) {
    if (input.source == 1) device_->observe(input, now);
  }
  if (now < Time() || !device_->ready()) return;
  begun_ = true;
  session_->begin();
  session_->pump(now);
}

std::int64_t BoardSession::next_wakeup_us() const { return next_us_; }

}  // namespace dyad::mcu_test
