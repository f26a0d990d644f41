#include "simulated_clock.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace dyad::link {
namespace {

__extension__ using Wide = __int128;

Time session_time(std::int64_t true_ns) { return Time::from_us(true_ns / 1000); }

std::int64_t delay_ns(const SimulatedLink& link, bool slow, Random& random) {
  const std::int64_t usb_ns = slow ? random.between(10'000'000, 200'000'000)
                                   : random.between(100'000, 5'000'000);
  return link.byte_time_ns + usb_ns;
}

ClockTriple ping(const SimulatedClock& clock, const SimulatedLink& link,
                 std::int64_t sent_ns, Random& random) {
  const bool slow = random.below(100) < link.slow_percent;
  const bool slow_out = random.below(2) == 0;
  const std::int64_t read_ns = sent_ns + delay_ns(link, slow && slow_out, random);
  const std::int64_t received_ns = read_ns + delay_ns(link, slow && !slow_out, random);
  return {session_time(sent_ns), clock.ticks_at(read_ns), session_time(received_ns)};
}

// The kernel stamps a pulse up to 50 us late.
ClockTriple sync_pulse(const SimulatedClock& clock, std::int64_t pulse_ns,
                       Random& random) {
  const Time stamp = session_time(pulse_ns + random.between(0, 50'000));
  return {stamp - Duration::from_us(50), clock.ticks_at(pulse_ns), stamp};
}

bool within(std::int64_t ns, std::int64_t from_s, std::int64_t until_s) {
  return from_s * kSecond_ns <= ns && ns < until_s * kSecond_ns;
}

}  // namespace

std::uint64_t SimulatedClock::ticks_at(std::int64_t true_ns) const {
  const Wide age_ns = true_ns - booted_ns;
  const Wide half_ns = Wide{ramp_s} * kSecond_ns;
  const Wide into_ns = age_ns % (2 * half_ns);
  const Wide down_ns = std::max(into_ns - half_ns, Wide{0});
  const Wide up_ns = into_ns - down_ns;
  // Integral of the ramp, in ns^2: whole periods, then the begun one.
  const Wide area_ns2 = age_ns / (2 * half_ns) * half_ns * half_ns + up_ns * up_ns / 2 +
                        half_ns * down_ns - down_ns * down_ns / 2;
  const Wide gained_ns = area_ns2 / kSecond_ns * ramp_ppb_per_s / kSecond_ns +
                         age_ns * deviation_ppb / kSecond_ns;
  return static_cast<std::uint64_t>((age_ns + gained_ns) * kTicksPerSecond /
                                    kSecond_ns);
}

std::vector<ClockTriple> simulated_triples(const SimulatedClock& clock,
                                           const SimulatedLink& link,
                                           std::int64_t until_s, Random& random) {
  std::vector<ClockTriple> triples;
  for (std::int64_t i = 0; i < until_s * 20; ++i) {
    const std::int64_t sent_ns = i * 50'000'000 + random.between(0, 1'000'000);
    if (within(sent_ns, link.lost_from_s, link.lost_until_s)) continue;
    triples.push_back(ping(clock, link, sent_ns, random));
    const std::int64_t pulse_ns = sent_ns + 20'000'000;
    if (i % 20 == 0 && within(pulse_ns, link.sync_from_s, link.sync_until_s)) {
      triples.push_back(sync_pulse(clock, pulse_ns, random));
    }
  }
  std::stable_sort(triples.begin(), triples.end(),
                   [](const ClockTriple& a, const ClockTriple& b) {
                     return a.received < b.received;
                   });
  return triples;
}

void Figures::add(const MappedTime& mapped, std::int64_t true_ns) {
  const std::int64_t error_ns = std::abs(true_ns - mapped.time.us() * 1000);
  const std::int64_t uncertainty_us = mapped.uncertainty.us();
  uncertainties_us.push_back(uncertainty_us);
  if (error_ns > uncertainty_us * 1000) ++dishonest;
  worst_ratio_permille = std::max(worst_ratio_permille, error_ns / uncertainty_us);
  worst_error_us = std::max(worst_error_us, error_ns / 1000);
}

std::int64_t Figures::median_us() const {
  std::vector<std::int64_t> sorted = uncertainties_us;
  const auto middle = sorted.begin() + queries() / 2;
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

std::int64_t Figures::largest_us() const {
  return *std::max_element(uncertainties_us.begin(), uncertainties_us.end());
}

std::ostream& operator<<(std::ostream& out, const Figures& figures) {
  return out << figures.dishonest << " of " << figures.queries()
             << " outside; uncertainty " << figures.median_us() << " us at the median, "
             << figures.largest_us() << " at most; worst error "
             << figures.worst_error_us << " us; worst error/uncertainty "
             << figures.worst_ratio_permille << " permille";
}

std::string text(const Figures& figures) {
  std::ostringstream out;
  out << figures;
  return out.str();
}

Figures measure(ClockSync& sync, const SimulatedClock& clock,
                const std::vector<ClockTriple>& triples, Random& random,
                std::int64_t from_s) {
  Figures figures;
  for (std::size_t i = 0; i < triples.size(); ++i) {
    sync.add(triples[i]);
    if (i + 1 == triples.size()) break;
    const std::int64_t now_ns = triples[i].received.us() * 1000;
    const std::int64_t next_ns = triples[i + 1].received.us() * 1000;
    const std::int64_t at_ns =
        now_ns + random.between(0, std::min(next_ns - now_ns, kSecond_ns));
    const std::int64_t true_ns = at_ns - random.between(0, 20'000'000);
    if (!sync.ready() || true_ns < from_s * kSecond_ns) continue;
    figures.add(sync.to_host(clock.ticks_at(true_ns)), true_ns);
  }
  return figures;
}

}  // namespace dyad::link
