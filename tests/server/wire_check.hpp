#pragma once

#include <string>
#include <string_view>

// Whether what a server sent is what HTTP and WebSocket allow, read by code that shares
// nothing with the server's.
namespace dyad::server::testing {

// Why the bytes are not a row of whole answers; empty: they are. The last may be one to
// HEAD only where `head` says that there may have been such a request.
std::string fault_in_replies(std::string_view bytes, bool head);

// Why the bytes are not a row of a server's whole frames, with nothing behind a close;
// empty: they are. A last frame may be cut off where `cut_off`.
std::string fault_in_frames(std::string_view bytes, bool cut_off);

bool is_utf8(std::string_view text);

}  // namespace dyad::server::testing
