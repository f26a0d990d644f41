#include "dyad/cli/live_rig.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "dyad/cli/board_port.hpp"
#include "dyad/cli/board_report.hpp"

namespace dyad::cli {
namespace {

// A board with a bootloader starts within 2 s; the rest is for its clock.
constexpr Duration kBoardLead = Duration::from_s(4);
// After session time 0. A board that has not answered by then will not.
constexpr Duration kPatience = Duration::from_s(6);
constexpr int kTurn_ms = 5;

}  // namespace

Result<LiveRig> LiveRig::open(const Experiment& experiment, const ClockAnchor& anchor,
                              const Clock& clock) {
  const auto& rig = experiment.rig;
  const auto& stage = experiment.run_stage();
  auto live = open(rig, experiment.seed, device::live_seats(rig, stage), anchor, clock);
  if (live && device::PartnerDevice::wanted(stage)) {
    live->partners_ = std::make_unique<device::PartnerDevice>(
        rig, stage, experiment.seed, experiment.playback);
  }
  return live;
}

Result<LiveRig> LiveRig::open(const config::Rig& rig, std::uint64_t seed,
                              device::SimDevice::Seats seats, const ClockAnchor& anchor,
                              const Clock& clock) {
  LiveRig live;
  std::string wrong;
  for (std::size_t i = 0; i < rig.devices.size(); ++i) {
    const auto source = static_cast<SourceIndex>(i);
    const auto simulated = [&] {
      return std::make_unique<device::SimDevice>(rig, source, seed, seats);
    };
    const auto opened = live.open_device(rig, source, simulated, anchor, clock);
    if (!opened) wrong += (wrong.empty() ? "" : "\n") + opened.error().text();
  }
  if (!wrong.empty()) return Error{wrong, ""};
  return live;
}

Status LiveRig::open_device(
    const config::Rig& rig, SourceIndex source,
    const std::function<std::unique_ptr<device::Device>()>& simulated,
    const ClockAnchor& anchor, const Clock& clock) {
  const auto& kind = rig.devices[source].kind;
  if (std::holds_alternative<config::SimDevice>(kind)) {
    devices_.push_back(simulated());
    return Ok{};
  }
  if (const auto* board = std::get_if<config::McuDevice>(&kind)) {
    auto device = std::make_unique<device::McuDevice>(
        rig, source, clock, [port = board->port] { return open_board_port(port); },
        new_link_number());
    boards_.push_back({rig.devices[source].name, device.get()});
    devices_.push_back(std::move(device));
    return Ok{};
  }
  auto chip = device::GpioDevice::open(rig, source, anchor, clock);
  if (!chip) return chip.error();
  chips_.emplace_back(source, chip->get());
  devices_.push_back(std::move(*chip));
  return Ok{};
}

Duration LiveRig::lead(const config::Rig& rig) {
  const bool any_board = std::any_of(
      rig.devices.begin(), rig.devices.end(), [](const config::Device& device) {
        return std::holds_alternative<config::McuDevice>(device.kind);
      });
  return any_board ? kBoardLead : Duration();
}

Status LiveRig::get_ready(const Clock& clock, Time at) {
  if (boards_.empty()) return Ok{};
  for (;;) {
    const Time now = clock.now();
    poll_all(now);
    if (hopeless() || now > Time() + kPatience) return what_is_missing();
    if (now >= at && all_ready()) return Ok{};
    wait_for_bytes();
  }
}

// Wakes as the session's loop does: an answer that lay about would tell the board's
// clock badly, and its rate worse.
void LiveRig::wait_for_bytes() const {
  std::vector<pollfd> waiting;
  for (const auto& device : devices_) {
    for (const int fd : device->descriptors()) waiting.push_back({fd, POLLIN, 0});
  }
  ::poll(waiting.data(), waiting.size(), kTurn_ms);
}

// What happens before the session is in no log, but a board learns its clock from it.
void LiveRig::poll_all(Time now) {
  device::Report report;
  for (const auto& device : devices_) {
    device->poll(now, report);
    for (const auto& other : devices_) {
      if (other == device) continue;
      for (const Input& input : report.inputs) other->observe(input, now);
    }
    report.clear();
  }
}

// One that speaks another protocol takes no link: the device waits for it in vain.
std::optional<Error> LiveRig::Board::cannot_start() const {
  if (const auto& why = device->cannot_start()) return why;
  const auto& hello = device->link().hello();
  if (!hello || hello->major == dyad_firmware::kProtocolMajor) return std::nullopt;
  return other_protocol("the board of device \"" + name + "\"", *hello);
}

bool LiveRig::all_ready() const {
  return std::all_of(boards_.begin(), boards_.end(),
                     [](const Board& board) { return board.device->ready(); });
}

bool LiveRig::hopeless() const {
  return std::any_of(boards_.begin(), boards_.end(), [](const Board& board) {
    return board.cannot_start().has_value();
  });
}

Error LiveRig::what_is_missing() const {
  std::string wrong;
  for (const Board& board : boards_) {
    if (board.device->ready()) continue;
    const auto why = board.cannot_start();
    const Error error = why ? *why : board.device->why_not_ready();
    wrong += (wrong.empty() ? "" : "\n") + error.text();
  }
  return {wrong, ""};
}

std::vector<device::Device*> LiveRig::devices() const {
  std::vector<device::Device*> all;
  for (const auto& device : devices_) all.push_back(device.get());
  if (partners_) all.push_back(partners_.get());
  return all;
}

std::vector<device::GuardedOutputs> LiveRig::guarded_outputs() const {
  std::vector<device::GuardedOutputs> outputs;
  for (const auto& [source, chip] : chips_) {
    if (chip->output_fd() < 0) continue;
    outputs.push_back({source, chip->output_fd(), chip->outputs().size()});
  }
  return outputs;
}

void LiveRig::set_output_watch(device::OutputWatch* watch) {
  for (const auto& [source, chip] : chips_) chip->set_output_watch(watch);
}

}  // namespace dyad::cli
