#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"

namespace dyad::device {

// An edge as the kernel stamped it. Slots count the device's input channels, in
// the order of the rig.
struct LineEdge {
  std::size_t slot = 0;
  std::int64_t monotonic_ns = 0;  // CLOCK_MONOTONIC
  bool active = false;            // the line's level after the edge
  std::uint64_t line_seqno = 0;   // counts this line's edges from 1
};

// The requested lines of one chip: the seam between the GPIO device and the
// kernel. Levels are logical: active-low lines are turned around below it. No call
// blocks or throws; false means that the lines are gone for good, and what()
// says why.
class GpioLines {
 public:
  virtual ~GpioLines() = default;

  // Appends the edges that wait, oldest first, at most max.
  virtual bool read_edges(std::vector<LineEdge>& into, std::size_t max) = 0;
  // The level of every input line now. Also shows whether the chip still lives.
  virtual bool read_levels(std::vector<bool>& by_slot) = 0;
  // Slots here count the device's output channels.
  virtual bool set_output(std::size_t slot, bool active) = 0;
  // Makes every output inactive and reads back that it is.
  virtual bool set_all_inactive() = 0;
  virtual std::string what() const = 0;

  // Readable when an edge waits; -1 if the device has no inputs.
  virtual int edge_fd() const = 0;
  // A GPIO line request (uAPI v2) that holds the outputs; -1 if there are none.
  virtual int output_fd() const = 0;
};

// Finds the chip of a GPIO device and requests its lines, outputs inactive. The
// chip is named by label, by name ("gpiochip0") or by path. The error lists
// everything that is wrong, each with its remedy.
Result<std::unique_ptr<GpioLines>> open_gpio_lines(const config::Rig& rig,
                                                   SourceIndex source);

}  // namespace dyad::device
