# language: fr
# Généré par « interop translate » à partir de features/integration/availability.feature : ne pas modifier ici.
# Aucun clinicien natif n'a encore relu cette traduction.
@RAD-11 @RAD-49
Fonctionnalité: La lecture commence quand les images sont là, ni avant, ni jamais
  La liste de lecture ouvre un examen lorsque l'archive annonce que ses images sont disponibles.
  Un avis manquant laisse un examen non lu ; un avis prématuré fait lire la moitié des images.

  Règle: L'archive annonce ce qu'elle détient, une fois et fidèlement

    @MESA-134 @FIELD-18 @TC-AVL-001 @shall @positive
    Scénario: Un examen archivé est annoncé une fois
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque le manipulateur réalise l'examen "Scanner thoracique" de la patiente "Ana Torres" sur l'appareil "CT_ER1"
      Alors le système "RIS" est averti une seule fois que les images de l'examen "Scanner thoracique" de la patiente "Ana Torres" sont disponibles
      Et l'avis de l'examen "Scanner thoracique" de la patiente "Ana Torres" nomme exactement les images qui ont été faites

    @MESA-101 @TC-AVL-002 @shall @positive
    Scénario: Le nombre d'images passe de zéro au total
      Étant donné que le patient "Luis Mba" figure dans le fichier des patients
      Et que l'examen "IRM cérébrale" du patient "Luis Mba" est programmé sur l'appareil "MR_1"
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 0
      Lorsque le manipulateur réalise l'examen "IRM cérébrale" du patient "Luis Mba" sur l'appareil "MR_1"
      Alors le nombre d'images de l'examen "IRM cérébrale" du patient "Luis Mba" dans le système "PACS" est de 2

    @TC-AVL-003 @shall @negative
    Scénario: Une image refusée n'est pas annoncée
      Étant donné que la patiente "Ana Torres" figure dans le fichier des patients
      Et que l'examen "Scanner thoracique" de la patiente "Ana Torres" est programmé sur l'appareil "CT_ER1"
      Lorsque l'appareil "CT_ER1" envoie une image sans numéro propre de l'examen "Scanner thoracique" de la patiente "Ana Torres"
      Alors le système "PACS" refuse l'image
      Et aucune image de l'examen "Scanner thoracique" de la patiente "Ana Torres" n'est annoncée comme disponible
