#include "dyad/device/gpio_lines.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include "gpio_chips.hpp"

namespace dyad::device {
namespace {

// The kernel's limit for one request. Its default is 16 a line.
constexpr std::size_t kEventBuffer = 1024;
constexpr std::size_t kReadAtOnce = 64;

class RequestedLines final : public GpioLines {
 public:
  RequestedLines(std::optional<gpiod::line_request> inputs, gpiod::line::offsets in,
                 std::optional<gpiod::line_request> outputs, gpiod::line::offsets out)
      : inputs_(std::move(inputs)),
        in_(std::move(in)),
        outputs_(std::move(outputs)),
        out_(std::move(out)),
        levels_(in_.size()),
        all_inactive_(out_.size(), gpiod::line::value::INACTIVE),
        read_back_(out_.size()),
        buffer_(kReadAtOnce) {}

  bool read_edges(std::vector<LineEdge>& into, std::size_t max) override;
  bool read_levels(std::vector<bool>& by_slot) override;
  bool set_output(std::size_t slot, bool active) override;
  bool set_all_inactive() override;
  std::string what() const override { return what_; }
  int edge_fd() const override { return inputs_ ? inputs_->fd() : -1; }
  int output_fd() const override { return outputs_ ? outputs_->fd() : -1; }

 private:
  // Runs one libgpiod call; what it throws becomes `false` and a reason.
  template <typename Call>
  bool attempt(const char* doing, Call call) {
    try {
      call();
      return true;
    } catch (const std::system_error& error) {
      // A signal arrived during the call: nothing was done, and nothing is wrong.
      if (error.code().value() == EINTR) return attempt(doing, call);
      what_ = gpio_error(doing, error).text();
    } catch (const std::logic_error& error) {  // libgpiod's for EINVAL and the like
      what_ = gpio_error(doing, error).text();
    }
    return false;
  }
  std::size_t slot_of(unsigned offset) const {
    std::size_t slot = 0;
    while (slot < in_.size() && in_[slot] != offset) ++slot;
    DYAD_ASSERT(slot < in_.size(), "an edge on a line that was not requested");
    return slot;
  }
  void take(const gpiod::edge_event& event, std::vector<LineEdge>& into) const;

  std::optional<gpiod::line_request> inputs_;
  gpiod::line::offsets in_;
  std::optional<gpiod::line_request> outputs_;
  gpiod::line::offsets out_;
  gpiod::line::values levels_;
  gpiod::line::values all_inactive_;
  gpiod::line::values read_back_;
  gpiod::edge_event_buffer buffer_;
  std::string what_;
};

void RequestedLines::take(const gpiod::edge_event& event,
                          std::vector<LineEdge>& into) const {
  into.push_back({slot_of(event.line_offset()),
                  static_cast<std::int64_t>(event.timestamp_ns().ns()),
                  event.type() == gpiod::edge_event::event_type::RISING_EDGE,
                  event.line_seqno()});
}

bool RequestedLines::read_edges(std::vector<LineEdge>& into, std::size_t max) {
  if (!inputs_) return true;
  return attempt("reading edges", [&] {
    std::size_t left = max;
    // read_edge_events() blocks on an empty queue, so it is asked first.
    while (left > 0 && inputs_->wait_edge_events(std::chrono::nanoseconds(0))) {
      const std::size_t wanted = std::min(left, kReadAtOnce);
      const std::size_t got = inputs_->read_edge_events(buffer_, wanted);
      for (const auto& event : buffer_) take(event, into);
      left -= got;
      if (got < wanted) return;
    }
  });
}

bool RequestedLines::read_levels(std::vector<bool>& by_slot) {
  by_slot.resize(in_.size());
  const bool outputs_live =
      inputs_ || !outputs_ ||
      attempt("reading the output lines", [&] { outputs_->get_values(read_back_); });
  if (!inputs_) return outputs_live;
  return attempt("reading the input lines", [&] {
    inputs_->get_values(levels_);
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      by_slot[i] = levels_[i] == gpiod::line::value::ACTIVE;
    }
  });
}

bool RequestedLines::set_output(std::size_t slot, bool active) {
  return attempt("switching an output line", [&] {
    outputs_->set_value(
        out_[slot], active ? gpiod::line::value::ACTIVE : gpiod::line::value::INACTIVE);
  });
}

bool RequestedLines::set_all_inactive() {
  if (!outputs_) return true;
  return attempt("switching the output lines off",
                 [&] {
                   outputs_->set_values(all_inactive_);
                   outputs_->get_values(read_back_);
                 }) &&
         (read_back_ == all_inactive_ ||
          (what_ = "an output line reads as active after it was switched off", false));
}

gpiod::line::bias bias_of(config::Bias bias) {
  switch (bias) {
    case config::Bias::disabled:
      return gpiod::line::bias::DISABLED;
    case config::Bias::pull_up:
      return gpiod::line::bias::PULL_UP;
    case config::Bias::pull_down:
      return gpiod::line::bias::PULL_DOWN;
    case config::Bias::as_is:
      break;
  }
  return gpiod::line::bias::AS_IS;
}

using ChannelLines =
    std::vector<std::pair<const config::Channel*, gpiod::line::offset>>;

gpiod::line_settings settings_of(const config::Channel& channel) {
  gpiod::line_settings settings;
  settings.set_active_low(channel.active_low);
  settings.set_bias(bias_of(channel.bias));
  if (config::is_output(channel.kind)) {
    settings.set_direction(gpiod::line::direction::OUTPUT);
    settings.set_output_value(gpiod::line::value::INACTIVE);
  } else {
    settings.set_direction(gpiod::line::direction::INPUT);
    settings.set_edge_detection(gpiod::line::edge::BOTH);
    settings.set_event_clock(gpiod::line::clock::MONOTONIC);
  }
  return settings;
}

std::optional<gpiod::line_request> request(gpiod::chip& chip,
                                           const ChannelLines& lines) {
  if (lines.empty()) return std::nullopt;
  auto builder = chip.prepare_request();
  builder.set_consumer("dyad").set_event_buffer_size(kEventBuffer);
  for (const auto& [channel, offset] : lines) {
    builder.add_line_settings(offset, settings_of(*channel));
  }
  return builder.do_request();
}

gpiod::line::offsets offsets_of(const ChannelLines& lines) {
  gpiod::line::offsets offsets;
  for (const auto& line : lines) offsets.push_back(line.second);
  return offsets;
}

Error all_of(const std::string& device, const std::vector<Error>& problems) {
  std::string text = "GPIO device \"" + device + "\" cannot be used:";
  for (const Error& problem : problems) {
    text += "\n  " + problem.what;
    if (!problem.remedy.empty()) text += ": " + problem.remedy;
  }
  return {text, ""};
}

}  // namespace

Result<std::unique_ptr<GpioLines>> open_gpio_lines(const config::Rig& rig,
                                                   SourceIndex source) {
  const config::Device& device = rig.devices.at(source);
  const auto* gpio = std::get_if<config::GpioDevice>(&device.kind);
  DYAD_ASSERT(gpio != nullptr, "this device of the rig is not a GPIO device");
  auto chip = find_gpio_chip(gpio->chip);
  if (!chip) return all_of(device.name, {chip.error()});
  const ResolvedLines lines = resolve_gpio_lines(*chip, rig, source);
  if (!lines.problems.empty()) return all_of(device.name, lines.problems);
  try {
    auto outputs = request(*chip, lines.outputs);
    auto inputs = request(*chip, lines.inputs);
    return std::unique_ptr<GpioLines>(std::make_unique<RequestedLines>(
        std::move(inputs), offsets_of(lines.inputs), std::move(outputs),
        offsets_of(lines.outputs)));
  } catch (const std::system_error& error) {
    return all_of(device.name, {gpio_error("requesting the lines", error)});
  } catch (const std::logic_error& error) {
    return all_of(device.name, {gpio_error("requesting the lines", error)});
  }
}

}  // namespace dyad::device
