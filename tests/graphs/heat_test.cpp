// Colours: legible, for eyes of every kind and in grey; and pictures that are coloured by another quantity.
#include "graphs/heat.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>

#include "graphs/draw.hpp"
#include "graphs/style.hpp"
#include "models.hpp"

using namespace unroll;
using namespace unroll::graphs;
using namespace unroll::graphs::testing;

BOOST_AUTO_TEST_SUITE(heat)

namespace {

using Rgb = std::array<double, 3>;

// From sRGB to linear light (IEC 61966-2-1).
Rgb linear(std::string_view colour) {
  Rgb rgb{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = std::stoi(std::string(colour.substr(1 + 2 * i, 2)), nullptr, 16) / 255.0;
    rgb[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  }
  return rgb;
}
double light(const Rgb& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; }
double wcag(std::string_view a, std::string_view b) {
  const double x = light(linear(a)) + 0.05, y = light(linear(b)) + 0.05;
  return std::max(x, y) / std::min(x, y);
}

// What is seen without one kind of cone, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).
using Eye = std::array<Rgb, 3>;
const std::vector<std::pair<const char*, Eye>> eyes{
    {"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protanopia",
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deuteranopia",
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritanopia",
     {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}}};
Rgb seen(const Eye& eye, std::string_view colour) {
  const Rgb c = linear(colour);
  Rgb result{};
  for (std::size_t i = 0; i < 3; ++i)
    result[i] = std::clamp(eye[i][0] * c[0] + eye[i][1] * c[1] + eye[i][2] * c[2], 0.0, 1.0);
  return result;
}

// CIE L*a*b* (D65), where a distance of about 2 can just be seen.
Rgb lab(const Rgb& c) {
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505), y = f(light(c)),
               z = f((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}
double distance(const Rgb& a, const Rgb& b) { return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]); }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

// An attribute of the node or link with this id.
std::string attribute(const std::string& dot, const std::string& id, const std::string& name) {
  const std::size_t line = dot.find("id=\"" + id + "\"");
  BOOST_TEST_REQUIRE((line != dot.npos), id);
  const std::size_t end = dot.find('\n', line), at = dot.find(name + "=\"", line);
  if (at >= end) return "";
  const std::size_t from = at + name.size() + 2;
  return dot.substr(from, dot.find('"', from) - from);
}

int item_of(const View& view, const Tensor& tensor) {
  const int node = view.snapshot().find(tensor);
  for (std::size_t i = 0; i < view.items().size(); ++i)
    if (view.items()[i].node == node) return static_cast<int>(i);
  return -1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(luminance_falls_all_the_way_for_every_eye) {
  const Heat heat(1e-3, 1);
  for (const auto& [name, eye] : eyes) {
    double fill = 2, halo = 2;
    for (int i = 0; i <= 200; ++i) {
      const double norm = std::pow(10, -3 + 3 * i / 200.0);
      const double next_fill = light(seen(eye, heat.fill(norm))), next_halo = light(seen(eye, heat.halo(norm)));
      BOOST_TEST(next_fill <= fill, name << " at " << norm);
      BOOST_TEST(next_halo <= halo, name << " at " << norm);
      fill = next_fill, halo = next_halo;
    }
    // End to end it is far more than can just be told apart, in light alone.
    BOOST_TEST(lab(seen(eye, heat.fill(1e-3)))[0] - lab(seen(eye, heat.fill(1)))[0] > 50, name);
    for (std::size_t i = 1; i < style::heat.size(); ++i)
      BOOST_TEST(light(seen(eye, style::heat[i])) < light(seen(eye, style::heat[i - 1])), name);
  }
}

BOOST_AUTO_TEST_CASE(colours_with_different_meanings_differ_for_every_eye) {
  const std::vector<std::pair<const char*, std::string_view>> meanings{{"values", style::ink},
                                                                       {"input", style::data},
                                                                       {"parameter", style::parameter},
                                                                       {"a strong gradient", style::heat[7]},
                                                                       {"a weak gradient", style::heat[2]}};
  for (const auto& [name, eye] : eyes)
    for (std::size_t i = 0; i < meanings.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        BOOST_TEST(distance(lab(seen(eye, meanings[i].second)), lab(seen(eye, meanings[j].second))) > 15,
                   name << ": " << meanings[i].first << ", " << meanings[j].first);
  for (const auto& [name, eye] : eyes)
    BOOST_TEST(distance(lab(seen(eye, style::shrinks)), lab(seen(eye, style::grows))) > 15, name);
}

BOOST_AUTO_TEST_CASE(texts_are_legible_on_every_fill) {
  for (const Scale scale : {Scale::log, Scale::linear}) {
    const Heat heat(1e-3, 1, scale);
    for (int i = -10; i <= 1010; ++i) {
      const double value = scale == Scale::linear ? i / 1000.0 : std::pow(10, -3 + 3 * i / 1000.0);
      BOOST_TEST(wcag(heat.text_on(value), heat.fill(value)) >= 4.5, heat.fill(value));
    }
  }
  for (const auto& [text, fill] : {std::pair{style::muted, std::string_view("#FFFFFF")},
                                   {style::muted, style::panel_fill},
                                   {style::ink, style::panel_fill},
                                   {style::data, style::data_fill},
                                   {style::parameter_ink, style::parameter_fill},
                                   {style::parameter_ink, style::panel_fill},
                                   {style::sum, style::heat[0]},
                                   {style::shrinks, std::string_view("#FFFFFF")},
                                   {style::grows, std::string_view("#FFFFFF")}})
    BOOST_TEST(wcag(text, fill) >= 4.5, text << " on " << fill);
  BOOST_TEST(std::abs(contrast("#000000", "#FFFFFF") - 21) < 1e-9);
  BOOST_TEST(std::abs(contrast("#777777", "#FFFFFF") - 4.48) < 0.01);  // the known example
}

// In a whole picture: whatever has a fill and a text of its own.
BOOST_AUTO_TEST_CASE(texts_are_legible_in_pictures) {
  for (const int steps : {3, 8, 30}) {
    const Rnn rnn(steps);
    Trace trace;
    rnn.loss.backward({.trace = &trace});
    const std::string dot = graphs::draw(rnn.loss, {.trace = &trace, .bounds = true}).dot();
    const std::regex pair("fillcolor=\"(#[0-9A-F]{6})\"[^\\n]*fontcolor=\"(#[0-9A-F]{6})\"");
    int checked = 0;
    for (std::sregex_iterator it(dot.begin(), dot.end(), pair), end; it != end; ++it, ++checked)
      BOOST_TEST(wcag((*it)[1].str(), (*it)[2].str()) >= 4.5, (*it)[1].str() << ", " << (*it)[2].str());
    BOOST_TEST(checked > 20);
  }
}

BOOST_AUTO_TEST_CASE(scales) {
  const Heat log(0.01, 100), linear(-2, 2, Scale::linear);
  BOOST_TEST(log.place(1) == 0.5);
  BOOST_TEST(log.place(1e9) == 1);
  BOOST_TEST(log.fill(0) == "#FFFFFF");
  BOOST_TEST(linear.place(0) == 0.5);
  BOOST_TEST(linear.place(-1) == 0.25);
  BOOST_TEST(linear.fill(-5) == linear.fill(-2));
  for (const Heat& heat : {log, linear}) {
    BOOST_TEST(heat.place(std::nan("")) == 0);
    BOOST_TEST(heat.fill(std::nan("")) == "#FFFFFF");
  }
  const Heat alike(3, 3, Scale::linear);
  BOOST_TEST(alike.place(3) == 0);
}

BOOST_AUTO_TEST_CASE(a_picture_of_another_quantity) {
  const Rnn rnn(4);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  const Drawing drawing = graphs::draw(
      rnn.loss, {.trace = &trace, .level = Level::cell, .heat = {"‖h‖", [](const SnapshotNode& n) {
                                                                   return n.role == Role::state ? n.norm : std::nullopt;
                                                                 }}});
  const std::string& dot = drawing.dot();
  double smallest = 1e300, largest = 0;
  std::vector<double> norms;
  for (const Tensor& state : rnn.states) {
    double sum = 0;
    for (Real x : state.value().numbers()) sum += double(x) * double(x);
    norms.push_back(std::sqrt(sum));
  }
  {
    double sum = 0;
    for (Real x : rnn.start.value().numbers()) sum += double(x) * double(x);
    smallest = largest = std::sqrt(sum);
  }
  for (double norm : norms) smallest = std::min(smallest, norm), largest = std::max(largest, norm);
  const Heat heat(smallest, largest);
  for (std::size_t t = 0; t < 4; ++t) {
    const std::string id = fmt::format("v{}", item_of(drawing.view(), rnn.states[t]));
    BOOST_TEST(attribute(dot, id, "fillcolor") == heat.fill(norms[t]));
  }
  const std::string x = fmt::format("v{}", item_of(drawing.view(), rnn.xs[0]));
  BOOST_TEST(attribute(dot, x, "fillcolor") == style::data_fill);  // no value, its ordinary colour
  for (const char* absent : {"class=\"grad\"", "class=\"strip\"", "∂L", "share of"}) BOOST_TEST(!contains(dot, absent));
  BOOST_TEST(contains(dot, "colours show ‖h‖; gradients are not drawn"));
  BOOST_TEST(contains(dot, "\"‖h‖ (log)\""));
  BOOST_TEST(!contains(dot, "no backward pass"));
}

// The function sees what was traced: here, gradients in proportion to values. On a linear scale, negative numbers too.
BOOST_AUTO_TEST_CASE(a_quantity_may_use_the_gradient_and_be_negative) {
  const Rnn rnn(3);
  Trace trace;
  rnn.loss.backward({.trace = &trace});
  int with_gradient = 0;
  const auto change = [&](const SnapshotNode& n) -> std::optional<double> {
    if (!n.gradient || !n.norm) return {};
    ++with_gradient;
    return std::log(*n.gradient / *n.norm);
  };
  const Drawing drawing = graphs::draw(rnn.loss, {.trace = &trace, .heat = {"log ‖∂‖ ÷ ‖x‖", change, Scale::linear}});
  BOOST_TEST(with_gradient > 20);
  BOOST_TEST(contains(drawing.dot(), "\"log ‖∂‖ ÷ ‖x‖\""));
  BOOST_TEST(contains(drawing.dot(), "\"rail\""));
  const int rail = item_of(drawing.view(), rnn.W_hh);
  BOOST_TEST(attribute(drawing.dot(), fmt::format("v{}", rail), "fillcolor") != style::parameter_fill);
}

BOOST_AUTO_TEST_CASE(no_node_has_a_value) {
  const Rnn rnn(2);
  const std::string dot =
      graphs::draw(rnn.loss, {.heat = {"cost <of> \"all\"", [](const SnapshotNode&) { return std::nullopt; }}}).dot();
  BOOST_TEST(contains(dot, "no node has a value of cost"));
  BOOST_CHECK_NO_THROW(render(dot, "svg"));
}

BOOST_AUTO_TEST_SUITE_END()
