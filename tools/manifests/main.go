// Command manifests checks Kubernetes manifests against the types of Kubernetes itself: kinds, fields and their types,
// and the names by which the manifests refer to each other. Its argument is their folder.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// kinds are the kinds that the manifests may have.
var kinds = map[string]func() metav1.Object{
	"v1/ConfigMap":                           func() metav1.Object { return &corev1.ConfigMap{} },
	"v1/Secret":                              func() metav1.Object { return &corev1.Secret{} },
	"v1/Service":                             func() metav1.Object { return &corev1.Service{} },
	"apps/v1/Deployment":                     func() metav1.Object { return &appsv1.Deployment{} },
	"apps/v1/StatefulSet":                    func() metav1.Object { return &appsv1.StatefulSet{} },
	"autoscaling/v2/HorizontalPodAutoscaler": func() metav1.Object { return &autoscalingv2.HorizontalPodAutoscaler{} },
	"policy/v1/PodDisruptionBudget":          func() metav1.Object { return &policyv1.PodDisruptionBudget{} },
	"networking.k8s.io/v1/NetworkPolicy":     func() metav1.Object { return &networkingv1.NetworkPolicy{} },
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: manifests FOLDER")
		os.Exit(2)
	}
	n, err := check(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "manifests:", err)
		os.Exit(1)
	}
	fmt.Printf("%d objects are right\n", n)
}

// check reads all manifests of a folder, and returns how many objects they have.
func check(folder string) (n int, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return 0, errors.Join(err, fmt.Errorf("there are no manifests in %s", folder))
	}
	known := map[string]metav1.Object{}
	for _, file := range files {
		if err := read(file, known); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
	}
	for name, object := range known {
		if err := references(object, known); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
	}
	return len(known), nil
}

// read adds the objects of a file. A field that its kind does not have is an error.
func read(file string, known map[string]metav1.Object) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for documents := kyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text))); ; {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var kind metav1.TypeMeta
		if err := yaml.Unmarshal(document, &kind); err != nil {
			return err
		}
		empty, ok := kinds[kind.APIVersion+"/"+kind.Kind]
		if !ok {
			return fmt.Errorf("the kind %q of %q is not known here: add it to tools/manifests", kind.Kind, kind.APIVersion)
		}
		object := empty()
		if err := yaml.UnmarshalStrict(document, object); err != nil {
			return fmt.Errorf("%s: %w", kind.Kind, err)
		}
		name := kind.Kind + "/" + object.GetName()
		if object.GetName() == "" || known[name] != nil {
			return fmt.Errorf("%s has no name, or is there twice", name)
		}
		known[name] = object
	}
}

// references finds names that lead nowhere.
func references(object metav1.Object, known map[string]metav1.Object) error {
	switch o := object.(type) {
	case *appsv1.Deployment:
		return podReferences(o.Spec.Selector, o.Spec.Template, nil, known)
	case *appsv1.StatefulSet:
		if known["Service/"+o.Spec.ServiceName] == nil {
			return fmt.Errorf("there is no service %s", o.Spec.ServiceName)
		}
		return podReferences(o.Spec.Selector, o.Spec.Template, o.Spec.VolumeClaimTemplates, known)
	case *autoscalingv2.HorizontalPodAutoscaler:
		if name := o.Spec.ScaleTargetRef.Kind + "/" + o.Spec.ScaleTargetRef.Name; known[name] == nil {
			return fmt.Errorf("there is no %s", name)
		}
	case *policyv1.PodDisruptionBudget:
		return selects(o.Spec.Selector.MatchLabels, known)
	case *networkingv1.NetworkPolicy:
		return selects(o.Spec.PodSelector.MatchLabels, known)
	case *corev1.Service:
		return selects(o.Spec.Selector, known)
	}
	return nil
}

// selects reports an error if no pod has the labels.
func selects(labels map[string]string, known map[string]metav1.Object) error {
	for _, object := range known {
		var pod corev1.PodTemplateSpec
		switch o := object.(type) {
		case *appsv1.Deployment:
			pod = o.Spec.Template
		case *appsv1.StatefulSet:
			pod = o.Spec.Template
		default:
			continue
		}
		if has(pod.Labels, labels) {
			return nil
		}
	}
	return fmt.Errorf("no pod has the labels %v", labels)
}

func has(labels, wanted map[string]string) bool {
	for name, value := range wanted {
		if labels[name] != value {
			return false
		}
	}
	return len(wanted) > 0
}

func podReferences(selector *metav1.LabelSelector, pod corev1.PodTemplateSpec, claims []corev1.PersistentVolumeClaim, known map[string]metav1.Object) error {
	if !has(pod.Labels, selector.MatchLabels) {
		return fmt.Errorf("its pods do not have the labels %v", selector.MatchLabels)
	}
	volumes := map[string]bool{}
	for _, volume := range pod.Spec.Volumes {
		if volume.Secret != nil && known["Secret/"+volume.Secret.SecretName] == nil {
			return fmt.Errorf("there is no secret %s", volume.Secret.SecretName)
		}
		volumes[volume.Name] = true
	}
	for _, claim := range claims {
		volumes[claim.Name] = true
	}
	for _, container := range pod.Spec.Containers {
		for _, from := range container.EnvFrom {
			if from.ConfigMapRef != nil && known["ConfigMap/"+from.ConfigMapRef.Name] == nil || from.SecretRef != nil && known["Secret/"+from.SecretRef.Name] == nil {
				return fmt.Errorf("%s takes its environment from something that is not there", container.Name)
			}
		}
		for _, mount := range container.VolumeMounts {
			if !volumes[mount.Name] {
				return fmt.Errorf("%s mounts %s, which is no volume", container.Name, mount.Name)
			}
		}
		ports := map[string]bool{}
		for _, port := range container.Ports {
			ports[port.Name] = true
		}
		for _, probe := range []*corev1.Probe{container.StartupProbe, container.ReadinessProbe, container.LivenessProbe} {
			if probe != nil && probe.HTTPGet != nil && !ports[probe.HTTPGet.Port.StrVal] {
				return fmt.Errorf("%s is probed at %s, which is no port", container.Name, probe.HTTPGet.Port.String())
			}
		}
	}
	return nil
}
