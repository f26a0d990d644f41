#pragma once

#include <cstddef>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad::device {

// Is told what a device is about to do with its output lines: the valve guard.
class OutputWatch {
 public:
  virtual ~OutputWatch() = default;

  // Before the line becomes active: it must be inactive again by then.
  virtual void opening(ChannelIndex channel, Time close_by) = 0;
  // After the line became inactive, or its device was lost.
  virtual void closed(ChannelIndex channel) = 0;
  // The device's lines are gone: what the watch holds of them keeps the device from
  // coming back.
  virtual void outputs_lost(SourceIndex source) = 0;
  // The device holds its output lines through another descriptor now. Valid
  // during the call; the watch takes its own duplicate.
  virtual void outputs_replaced(SourceIndex source, int fd, std::size_t lines) = 0;
};

}  // namespace dyad::device
